package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"sort"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/status"
)

const (
	largeRequest  = 271828
	largeResponse = 314159
	service       = "/grpc.testing.TestService/"
)

// limit bounds every call that sets no deadline of its own.
const limit = 30 * time.Second

func connect() (*grpc.ClientConn, error) {
	option := grpc.WithInsecure()
	if *useTLS {
		creds, err := credentials.NewClientTLSFromFile(*caFile, "")
		if err != nil {
			return nil, err
		}
		option = grpc.WithTransportCredentials(creds)
	}
	return grpc.Dial(fmt.Sprintf("%s:%d", *serverHost, *serverPort), option)
}

func equal(expected, actual interface{}) error {
	if fmt.Sprint(expected) != fmt.Sprint(actual) {
		return fmt.Errorf("expected %v, got %v", expected, actual)
	}
	return nil
}

func failsWith(code codes.Code, err error) error {
	return equal(code, status.Code(err))
}

func large() *simpleRequest {
	return &simpleRequest{ResponseSize: largeResponse, Payload: zeros(largeRequest)}
}

func output(sizes ...int) *streamingOutputCallRequest {
	request := &streamingOutputCallRequest{}
	for _, size := range sizes {
		request.ResponseParameters = append(request.ResponseParameters, &responseParameters{Size: int32(size)})
	}
	return request
}

func unary(ctx context.Context, conn *grpc.ClientConn, request *simpleRequest, options ...grpc.CallOption) error {
	response := &simpleResponse{}
	if err := conn.Invoke(ctx, service+"UnaryCall", request, response, options...); err != nil {
		return err
	}
	if !bytes.Equal(response.Payload.Body, make([]byte, largeResponse)) {
		return fmt.Errorf("not the expected zeros")
	}
	return nil
}

func open(ctx context.Context, conn *grpc.ClientConn, method string, options ...grpc.CallOption) (grpc.ClientStream, error) {
	description := &grpc.StreamDesc{ClientStreams: method != "StreamingOutputCall", ServerStreams: method != "StreamingInputCall"}
	return conn.NewStream(ctx, description, service+method, options...)
}

// exchange sends all requests, half-closes and reads the sizes of all responses.
func exchange(ctx context.Context, conn *grpc.ClientConn, method string, requests ...*streamingOutputCallRequest) ([]int, grpc.ClientStream, error) {
	stream, err := open(ctx, conn, method)
	if err != nil {
		return nil, nil, err
	}
	for _, request := range requests {
		if err := stream.SendMsg(request); err != nil {
			return nil, stream, err
		}
	}
	if err := stream.CloseSend(); err != nil {
		return nil, stream, err
	}
	sizes := []int{}
	for {
		response := &streamingOutputCallResponse{}
		err := stream.RecvMsg(response)
		if err == io.EOF {
			return sizes, stream, nil
		}
		if err != nil {
			return sizes, stream, err
		}
		sizes = append(sizes, len(response.Payload.Body))
	}
}

func runClient() int {
	names := []string{*testCase}
	if *testCase == "all" {
		names = nil
		for name := range cases {
			names = append(names, name)
		}
		sort.Strings(names)
	}
	code := 0
	for _, name := range names {
		if err := run(name); err != nil {
			fmt.Printf("FAILED: %s: %v\n", name, err)
			code = 1
		} else {
			fmt.Printf("OK: %s\n", name)
		}
	}
	return code
}

func run(name string) error {
	test, ok := cases[name]
	if !ok {
		return fmt.Errorf("no such case")
	}
	conn, err := connect()
	if err != nil {
		return err
	}
	defer conn.Close()
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	return test(ctx, conn)
}

func init() {
	// Connection errors of grpc-go stay quiet otherwise.
	if os.Getenv("GRPC_GO_LOG_SEVERITY_LEVEL") == "" {
		os.Setenv("GRPC_GO_LOG_SEVERITY_LEVEL", "error")
	}
}
