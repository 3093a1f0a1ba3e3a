"""What the Python peers share: the contract from descriptors that the interop host writes, and flags."""

import argparse
import os

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory


def _load():
    """Messages and services from a FileDescriptorSet; there is no generated code for Python here."""
    pool = descriptor_pool.DescriptorPool()
    files = descriptor_pb2.FileDescriptorSet()
    with open(os.environ["INTEROP_DESCRIPTORS"], "rb") as file:
        files.ParseFromString(file.read())
    for file in files.file:
        pool.Add(file)
    factory = message_factory.MessageFactory(pool)

    def message(name):
        return factory.GetPrototype(pool.FindMessageTypeByName("grpc.testing." + name))

    return pool.FindServiceByName, message


find_service, message = _load()

Empty = message("Empty")
Payload = message("Payload")
BoolValue = message("BoolValue")
EchoStatus = message("EchoStatus")
SimpleRequest = message("SimpleRequest")
SimpleResponse = message("SimpleResponse")
StreamingInputCallRequest = message("StreamingInputCallRequest")
StreamingInputCallResponse = message("StreamingInputCallResponse")
ResponseParameters = message("ResponseParameters")
StreamingOutputCallRequest = message("StreamingOutputCallRequest")
StreamingOutputCallResponse = message("StreamingOutputCallResponse")

ECHO_INITIAL = "x-grpc-test-echo-initial"
ECHO_TRAILING = "x-grpc-test-echo-trailing-bin"


def zeros(size):
    return Payload(body=bytes(size))


def stub(channel, service, method):
    """A callable for a method, as generated code would make it."""
    described = find_service("grpc.testing." + service).methods_by_name[method]
    kind = ("stream" if described.client_streaming else "unary") + "_" + ("stream" if described.server_streaming else "unary")
    return getattr(channel, kind)(
        f"/grpc.testing.{service}/{method}",
        request_serializer=lambda request: request.SerializeToString(),
        response_deserializer=message(described.output_type.name).FromString,
    )


def handler(service, method, behaviour):
    """A handler for a method, as generated code would make it."""
    described = find_service("grpc.testing." + service).methods_by_name[method]
    kind = ("stream" if described.client_streaming else "unary") + "_" + ("stream" if described.server_streaming else "unary")
    return getattr(grpc, kind + "_rpc_method_handler")(
        behaviour,
        request_deserializer=message(described.input_type.name).FromString,
        response_serializer=lambda response: response.SerializeToString(),
    )


def flags():
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--cert_file")
    parser.add_argument("--key_file")
    parser.add_argument("--server_host", default="localhost")
    parser.add_argument("--server_port", type=int)
    parser.add_argument("--test_case")
    parser.add_argument("--use_tls", default="false")
    parser.add_argument("--ca_file")
    parser.add_argument("--concurrent_calls", type=int, default=1000)
    return parser.parse_args()


def read(path):
    with open(path, "rb") as file:
        return file.read()
