package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"sync/atomic"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

type testServer struct{ seen int32 }

// cameCompressed tells of the message that a handler has just got; the cases run one call at a time.
func (s *testServer) cameCompressed() bool {
	now := compressor.count()
	return now > atomic.SwapInt32(&s.seen, now)
}

func (s *testServer) check(expected *boolValue) error {
	if compressed := s.cameCompressed(); expected != nil && expected.Value != compressed {
		return status.Error(codes.InvalidArgument, "The message did not come as expected.")
	}
	return nil
}

func wanted(s *echoStatus) error {
	if s == nil {
		return nil
	}
	return status.Error(codes.Code(s.Code), s.Message)
}

// echo gives back what the client wants to see again.
func echo(ctx context.Context) (initial, trailing metadata.MD) {
	got, _ := metadata.FromIncomingContext(ctx)
	initial, trailing = metadata.MD{}, metadata.MD{}
	initial.Append(echoInitial, got.Get(echoInitial)...)
	trailing.Append(echoTrailing, got.Get(echoTrailing)...)
	return initial, trailing
}

func (s *testServer) unaryCall(ctx context.Context, request *simpleRequest) (*simpleResponse, error) {
	if err := s.check(request.ExpectCompressed); err != nil {
		return nil, err
	}
	initial, trailing := echo(ctx)
	if err := grpc.SetHeader(ctx, initial); err != nil {
		return nil, err
	}
	if err := grpc.SetTrailer(ctx, trailing); err != nil {
		return nil, err
	}
	if err := wanted(request.ResponseStatus); err != nil {
		return nil, err
	}
	return &simpleResponse{Payload: zeros(int(request.ResponseSize))}, nil
}

func (s *testServer) streamingInputCall(stream grpc.ServerStream) error {
	size := 0
	for {
		request := &streamingInputCallRequest{}
		err := stream.RecvMsg(request)
		if err == io.EOF {
			return stream.SendMsg(&streamingInputCallResponse{AggregatedPayloadSize: int32(size)})
		}
		if err != nil {
			return err
		}
		if err := s.check(request.ExpectCompressed); err != nil {
			return err
		}
		size += len(request.Payload.Body)
	}
}

func answer(request *streamingOutputCallRequest, stream grpc.ServerStream) error {
	if err := wanted(request.ResponseStatus); err != nil {
		return err
	}
	for _, p := range request.ResponseParameters {
		time.Sleep(time.Duration(p.IntervalUs) * time.Microsecond)
		if err := stream.SendMsg(&streamingOutputCallResponse{Payload: zeros(int(p.Size))}); err != nil {
			return err
		}
	}
	return nil
}

// serveStream serves each request at once, or all of them after the half-close.
func serveStream(stream grpc.ServerStream, atOnce bool) error {
	initial, trailing := echo(stream.Context())
	if err := stream.SetHeader(initial); err != nil {
		return err
	}
	stream.SetTrailer(trailing)
	var kept []*streamingOutputCallRequest
	for {
		request := &streamingOutputCallRequest{}
		err := stream.RecvMsg(request)
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		if !atOnce {
			kept = append(kept, request)
		} else if err := answer(request, stream); err != nil {
			return err
		}
	}
	for _, request := range kept {
		if err := answer(request, stream); err != nil {
			return err
		}
	}
	return nil
}

func description() *grpc.ServiceDesc {
	return &grpc.ServiceDesc{
		ServiceName: "grpc.testing.TestService",
		HandlerType: (*interface{})(nil),
		Methods: []grpc.MethodDesc{
			{MethodName: "EmptyCall", Handler: func(_ interface{}, _ context.Context, decode func(interface{}) error, _ grpc.UnaryServerInterceptor) (interface{}, error) {
				return &empty{}, decode(&empty{})
			}},
			{MethodName: "UnaryCall", Handler: func(server interface{}, ctx context.Context, decode func(interface{}) error, _ grpc.UnaryServerInterceptor) (interface{}, error) {
				request := &simpleRequest{}
				if err := decode(request); err != nil {
					return nil, err
				}
				return server.(*testServer).unaryCall(ctx, request)
			}},
		},
		Streams: []grpc.StreamDesc{
			{StreamName: "StreamingInputCall", ClientStreams: true, Handler: func(server interface{}, stream grpc.ServerStream) error {
				return server.(*testServer).streamingInputCall(stream)
			}},
			{StreamName: "StreamingOutputCall", ServerStreams: true, Handler: func(_ interface{}, stream grpc.ServerStream) error {
				return serveStream(stream, true)
			}},
			{StreamName: "FullDuplexCall", ClientStreams: true, ServerStreams: true, Handler: func(_ interface{}, stream grpc.ServerStream) error {
				return serveStream(stream, true)
			}},
			{StreamName: "HalfDuplexCall", ClientStreams: true, ServerStreams: true, Handler: func(_ interface{}, stream grpc.ServerStream) error {
				return serveStream(stream, false)
			}},
		},
	}
}

func serve() {
	var options []grpc.ServerOption
	if *useTLS {
		creds, err := credentials.NewServerTLSFromFile(*certFile, *keyFile)
		if err != nil {
			log.Fatal(err)
		}
		options = append(options, grpc.Creds(creds))
	}
	listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", *port))
	if err != nil {
		log.Fatal(err)
	}
	server := grpc.NewServer(options...)
	server.RegisterService(description(), &testServer{})
	fmt.Printf("listening on %d\n", listener.Addr().(*net.TCPAddr).Port)
	log.Fatal(server.Serve(listener))
}
