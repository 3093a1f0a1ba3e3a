package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

var streamSizes = []int{31415, 9, 2653, 58979}

// cases are the official ones by name; client_compressed_streaming is missing, since grpc-go has no switch for one message.
var cases = map[string]func(context.Context, *grpc.ClientConn) error{
	"empty_unary": func(ctx context.Context, conn *grpc.ClientConn) error {
		return conn.Invoke(ctx, service+"EmptyCall", &empty{}, &empty{})
	},
	"large_unary": func(ctx context.Context, conn *grpc.ClientConn) error { return unary(ctx, conn, large()) },
	"unimplemented_method": func(ctx context.Context, conn *grpc.ClientConn) error {
		return failsWith(codes.Unimplemented, conn.Invoke(ctx, service+"UnimplementedCall", &empty{}, &empty{}))
	},
	"unimplemented_service": func(ctx context.Context, conn *grpc.ClientConn) error {
		return failsWith(codes.Unimplemented, conn.Invoke(ctx, "/grpc.testing.UnimplementedService/UnimplementedCall", &empty{}, &empty{}))
	},
	"server_streaming": func(ctx context.Context, conn *grpc.ClientConn) error {
		return expectSizes(ctx, conn, "StreamingOutputCall", streamSizes, output(streamSizes...))
	},
	"empty_stream": func(ctx context.Context, conn *grpc.ClientConn) error {
		return expectSizes(ctx, conn, "FullDuplexCall", []int{})
	},
	"half_duplex": func(ctx context.Context, conn *grpc.ClientConn) error {
		return expectSizes(ctx, conn, "HalfDuplexCall", streamSizes, output(31415), output(9), output(2653), output(58979))
	},
	"client_compressed_unary":     clientCompressedUnary,
	"server_compressed_unary":     serverCompressedUnary,
	"server_compressed_streaming": serverCompressedStreaming,
	"client_streaming":            clientStreaming,
	"slow_stream":                 slowStream,
	"ping_pong":                   pingPong,
	"custom_metadata":             customMetadata,
	"status_code_and_message":     statusCodeAndMessage,
	"special_status_message":      specialStatusMessage,
	"cancel_after_begin":          cancelAfterBegin,
	"cancel_after_first_response": cancelAfterFirstResponse,
	"timeout_on_sleeping_server":  timeoutOnSleepingServer,
	"concurrent_large_unary":      concurrentLargeUnary,
	"rpc_soak":                    rpcSoak,
	"channel_soak":                channelSoak,
}

func expectSizes(ctx context.Context, conn *grpc.ClientConn, method string, expected []int, requests ...*streamingOutputCallRequest) error {
	sizes, _, err := exchange(ctx, conn, method, requests...)
	if err != nil {
		return err
	}
	return equal(expected, sizes)
}

func clientCompressedUnary(ctx context.Context, conn *grpc.ClientConn) error {
	expects := large()
	expects.ExpectCompressed = &boolValue{Value: true}
	if err := failsWith(codes.InvalidArgument, unary(ctx, conn, expects)); err != nil {
		return err
	}
	if err := unary(ctx, conn, expects, grpc.UseCompressor("gzip")); err != nil {
		return err
	}
	plain := large()
	plain.ExpectCompressed = &boolValue{}
	return unary(ctx, conn, plain)
}

func serverCompressedUnary(ctx context.Context, conn *grpc.ClientConn) error {
	for _, compress := range []bool{true, false} {
		before := compressor.count()
		request := large()
		request.ResponseCompressed = &boolValue{Value: compress}
		if err := unary(ctx, conn, request); err != nil {
			return err
		}
		if err := equal(compress, compressor.count()-before == 1); err != nil {
			return err
		}
	}
	return nil
}

func serverCompressedStreaming(ctx context.Context, conn *grpc.ClientConn) error {
	before := compressor.count()
	request := output(31415, 92653)
	request.ResponseParameters[0].Compressed = &boolValue{Value: true}
	request.ResponseParameters[1].Compressed = &boolValue{}
	if err := expectSizes(ctx, conn, "StreamingOutputCall", []int{31415, 92653}, request); err != nil {
		return err
	}
	return equal(1, compressor.count()-before)
}

func clientStreaming(ctx context.Context, conn *grpc.ClientConn) error {
	stream, err := open(ctx, conn, "StreamingInputCall")
	if err != nil {
		return err
	}
	for _, size := range []int{27182, 8, 1828, 45904} {
		if err := stream.SendMsg(&streamingInputCallRequest{Payload: zeros(size)}); err != nil {
			return err
		}
	}
	if err := stream.CloseSend(); err != nil {
		return err
	}
	response := &streamingInputCallResponse{}
	if err := stream.RecvMsg(response); err != nil {
		return err
	}
	return equal(74922, response.AggregatedPayloadSize)
}

func slowStream(ctx context.Context, conn *grpc.ClientConn) error {
	request := output(100, 100, 100, 100, 100)
	for _, p := range request.ResponseParameters {
		p.IntervalUs = 10000
	}
	started := time.Now()
	if err := expectSizes(ctx, conn, "StreamingOutputCall", []int{100, 100, 100, 100, 100}, request); err != nil {
		return err
	}
	return equal(true, time.Since(started) > 45*time.Millisecond)
}

func pingPong(ctx context.Context, conn *grpc.ClientConn) error {
	stream, err := open(ctx, conn, "FullDuplexCall")
	if err != nil {
		return err
	}
	for i, size := range []int{27182, 8, 1828, 45904} {
		request := output(streamSizes[i])
		request.Payload = zeros(size)
		if err := stream.SendMsg(request); err != nil {
			return err
		}
		response := &streamingOutputCallResponse{}
		if err := stream.RecvMsg(response); err != nil {
			return err
		}
		if err := equal(streamSizes[i], len(response.Payload.Body)); err != nil {
			return err
		}
	}
	if err := stream.CloseSend(); err != nil {
		return err
	}
	return equal(io.EOF, stream.RecvMsg(&streamingOutputCallResponse{}))
}

func expectEcho(initial, trailing metadata.MD) error {
	if err := equal([]string{"test_initial_metadata_value"}, initial.Get(echoInitial)); err != nil {
		return err
	}
	return equal([]string{"\xab\xab\xab"}, trailing.Get(echoTrailing))
}

func customMetadata(ctx context.Context, conn *grpc.ClientConn) error {
	ctx = metadata.AppendToOutgoingContext(ctx, echoInitial, "test_initial_metadata_value", echoTrailing, "\xab\xab\xab")
	var initial, trailing metadata.MD
	if err := unary(ctx, conn, large(), grpc.Header(&initial), grpc.Trailer(&trailing)); err != nil {
		return err
	}
	if err := expectEcho(initial, trailing); err != nil {
		return err
	}
	request := output(largeResponse)
	request.Payload = zeros(largeRequest)
	sizes, stream, err := exchange(ctx, conn, "FullDuplexCall", request)
	if err != nil {
		return err
	}
	if err := equal([]int{largeResponse}, sizes); err != nil {
		return err
	}
	header, err := stream.Header()
	if err != nil {
		return err
	}
	return expectEcho(header, stream.Trailer())
}

func expectStatus(wanted *echoStatus, err error) error {
	if bad := failsWith(codes.Code(wanted.Code), err); bad != nil {
		return bad
	}
	return equal(wanted.Message, status.Convert(err).Message())
}

func statusCodeAndMessage(ctx context.Context, conn *grpc.ClientConn) error {
	wanted := &echoStatus{Code: 2, Message: "test status message"}
	if err := expectStatus(wanted, unary(ctx, conn, &simpleRequest{ResponseStatus: wanted})); err != nil {
		return err
	}
	_, _, err := exchange(ctx, conn, "FullDuplexCall", &streamingOutputCallRequest{ResponseStatus: wanted})
	return expectStatus(wanted, err)
}

func specialStatusMessage(ctx context.Context, conn *grpc.ClientConn) error {
	wanted := &echoStatus{Code: 2, Message: "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n"}
	return expectStatus(wanted, unary(ctx, conn, &simpleRequest{ResponseStatus: wanted}))
}

func cancelAfterBegin(ctx context.Context, conn *grpc.ClientConn) error {
	ctx, cancel := context.WithCancel(ctx)
	stream, err := open(ctx, conn, "StreamingInputCall")
	if err != nil {
		cancel()
		return err
	}
	cancel()
	return failsWith(codes.Canceled, stream.RecvMsg(&streamingInputCallResponse{}))
}

func cancelAfterFirstResponse(ctx context.Context, conn *grpc.ClientConn) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	stream, err := open(ctx, conn, "FullDuplexCall")
	if err != nil {
		return err
	}
	request := output(31415)
	request.Payload = zeros(27182)
	if err := stream.SendMsg(request); err != nil {
		return err
	}
	if err := stream.RecvMsg(&streamingOutputCallResponse{}); err != nil {
		return err
	}
	cancel()
	return failsWith(codes.Canceled, stream.RecvMsg(&streamingOutputCallResponse{}))
}

func timeoutOnSleepingServer(ctx context.Context, conn *grpc.ClientConn) error {
	ctx, cancel := context.WithTimeout(ctx, time.Millisecond)
	defer cancel()
	stream, err := open(ctx, conn, "FullDuplexCall")
	if err == nil {
		// The deadline may pass before the write has gone out: the read below tells the same.
		_ = stream.SendMsg(&streamingOutputCallRequest{Payload: zeros(27182)})
		err = stream.RecvMsg(&streamingOutputCallResponse{})
	}
	return failsWith(codes.DeadlineExceeded, err)
}

func concurrentLargeUnary(ctx context.Context, conn *grpc.ClientConn) error {
	outcomes := make(chan error)
	for i := 0; i < *concurrentCalls; i++ {
		go func() { outcomes <- unary(ctx, conn, large()) }()
	}
	var failure error
	for i := 0; i < *concurrentCalls; i++ {
		if err := <-outcomes; err != nil {
			failure = fmt.Errorf("call failed: %w", err)
		}
	}
	return failure
}

func rpcSoak(ctx context.Context, conn *grpc.ClientConn) error {
	for i := 0; i < 10; i++ {
		if err := unary(ctx, conn, large()); err != nil {
			return err
		}
	}
	return nil
}

func channelSoak(ctx context.Context, _ *grpc.ClientConn) error {
	for i := 0; i < 10; i++ {
		conn, err := connect()
		if err != nil {
			return err
		}
		err = unary(ctx, conn, large())
		conn.Close()
		if err != nil {
			return err
		}
	}
	return nil
}
