package main

// The messages of grpc.testing by hand: field numbers as in messages.proto. There is no generated code for them in
// Debian's package, and the reflection of golang/protobuf 1.3 works on tags alone.

import "github.com/golang/protobuf/proto"

type empty struct{}

type boolValue struct {
	Value bool `protobuf:"varint,1,opt,name=value,proto3"`
}

type payload struct {
	Type int32  `protobuf:"varint,1,opt,name=type,proto3"`
	Body []byte `protobuf:"bytes,2,opt,name=body,proto3"`
}

type echoStatus struct {
	Code    int32  `protobuf:"varint,1,opt,name=code,proto3"`
	Message string `protobuf:"bytes,2,opt,name=message,proto3"`
}

type simpleRequest struct {
	ResponseSize       int32       `protobuf:"varint,2,opt,name=response_size,proto3"`
	Payload            *payload    `protobuf:"bytes,3,opt,name=payload,proto3"`
	ResponseCompressed *boolValue  `protobuf:"bytes,6,opt,name=response_compressed,proto3"`
	ResponseStatus     *echoStatus `protobuf:"bytes,7,opt,name=response_status,proto3"`
	ExpectCompressed   *boolValue  `protobuf:"bytes,8,opt,name=expect_compressed,proto3"`
}

type simpleResponse struct {
	Payload *payload `protobuf:"bytes,1,opt,name=payload,proto3"`
}

type streamingInputCallRequest struct {
	Payload          *payload   `protobuf:"bytes,1,opt,name=payload,proto3"`
	ExpectCompressed *boolValue `protobuf:"bytes,2,opt,name=expect_compressed,proto3"`
}

type streamingInputCallResponse struct {
	AggregatedPayloadSize int32 `protobuf:"varint,1,opt,name=aggregated_payload_size,proto3"`
}

type responseParameters struct {
	Size       int32      `protobuf:"varint,1,opt,name=size,proto3"`
	IntervalUs int32      `protobuf:"varint,2,opt,name=interval_us,proto3"`
	Compressed *boolValue `protobuf:"bytes,3,opt,name=compressed,proto3"`
}

type streamingOutputCallRequest struct {
	ResponseParameters []*responseParameters `protobuf:"bytes,2,rep,name=response_parameters,proto3"`
	Payload            *payload              `protobuf:"bytes,3,opt,name=payload,proto3"`
	ResponseStatus     *echoStatus           `protobuf:"bytes,7,opt,name=response_status,proto3"`
}

type streamingOutputCallResponse struct {
	Payload *payload `protobuf:"bytes,1,opt,name=payload,proto3"`
}

func (m *empty) Reset()                               { *m = empty{} }
func (m *empty) String() string                       { return proto.CompactTextString(m) }
func (*empty) ProtoMessage()                          {}
func (m *boolValue) Reset()                           { *m = boolValue{} }
func (m *boolValue) String() string                   { return proto.CompactTextString(m) }
func (*boolValue) ProtoMessage()                      {}
func (m *payload) Reset()                             { *m = payload{} }
func (m *payload) String() string                     { return proto.CompactTextString(m) }
func (*payload) ProtoMessage()                        {}
func (m *echoStatus) Reset()                          { *m = echoStatus{} }
func (m *echoStatus) String() string                  { return proto.CompactTextString(m) }
func (*echoStatus) ProtoMessage()                     {}
func (m *simpleRequest) Reset()                       { *m = simpleRequest{} }
func (m *simpleRequest) String() string               { return proto.CompactTextString(m) }
func (*simpleRequest) ProtoMessage()                  {}
func (m *simpleResponse) Reset()                      { *m = simpleResponse{} }
func (m *simpleResponse) String() string              { return proto.CompactTextString(m) }
func (*simpleResponse) ProtoMessage()                 {}
func (m *streamingInputCallRequest) Reset()           { *m = streamingInputCallRequest{} }
func (m *streamingInputCallRequest) String() string   { return proto.CompactTextString(m) }
func (*streamingInputCallRequest) ProtoMessage()      {}
func (m *streamingInputCallResponse) Reset()          { *m = streamingInputCallResponse{} }
func (m *streamingInputCallResponse) String() string  { return proto.CompactTextString(m) }
func (*streamingInputCallResponse) ProtoMessage()     {}
func (m *responseParameters) Reset()                  { *m = responseParameters{} }
func (m *responseParameters) String() string          { return proto.CompactTextString(m) }
func (*responseParameters) ProtoMessage()             {}
func (m *streamingOutputCallRequest) Reset()          { *m = streamingOutputCallRequest{} }
func (m *streamingOutputCallRequest) String() string  { return proto.CompactTextString(m) }
func (*streamingOutputCallRequest) ProtoMessage()     {}
func (m *streamingOutputCallResponse) Reset()         { *m = streamingOutputCallResponse{} }
func (m *streamingOutputCallResponse) String() string { return proto.CompactTextString(m) }
func (*streamingOutputCallResponse) ProtoMessage()    {}

const (
	echoInitial  = "x-grpc-test-echo-initial"
	echoTrailing = "x-grpc-test-echo-trailing-bin"
)

func zeros(size int) *payload { return &payload{Body: make([]byte, size)} }
