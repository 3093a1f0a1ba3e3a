"""The interop client on grpcio (C-core).

client.py --server_host=localhost --server_port=N --test_case=NAME [--use_tls=true --ca_file=PEM] [--concurrent_calls=N]
INTEROP_DESCRIPTORS names the FileDescriptorSet.
"""

import queue
import sys
import time
import traceback

import grpc

import contract as c

LARGE_REQUEST = 271828
LARGE_RESPONSE = 314159
FLAGS = c.flags()


def connect(options=()):
    address = f"{FLAGS.server_host}:{FLAGS.server_port}"
    if FLAGS.use_tls == "true":
        return grpc.secure_channel(address, grpc.ssl_channel_credentials(c.read(FLAGS.ca_file)), options)
    return grpc.insecure_channel(address, options)


class Stub:
    def __init__(self, channel):
        self._channel = channel

    def __getattr__(self, method):
        return c.stub(self._channel, "TestService", method)


def equal(expected, actual):
    if expected != actual:
        raise AssertionError(f"expected {expected!r}, got {actual!r}")


def fails_with(code, run):
    try:
        run()
    except grpc.RpcError as error:
        equal(code, error.code())
        return error
    raise AssertionError(f"expected {code}, got OK")


def large(**more):
    return c.SimpleRequest(response_size=LARGE_RESPONSE, payload=c.zeros(LARGE_REQUEST), **more)


def output(*sizes, **more):
    return c.StreamingOutputCallRequest(response_parameters=[c.ResponseParameters(size=size) for size in sizes], **more)


def sizes_of(call):
    return [len(response.payload.body) for response in call]


def compare_large(response):
    if response.payload.body != bytes(LARGE_RESPONSE):
        raise AssertionError("not the expected zeros")


def empty_unary(stub):
    equal(c.Empty(), stub.EmptyCall(c.Empty()))


def large_unary(stub):
    compare_large(stub.UnaryCall(large()))


def client_compressed_unary(stub):
    expects_compressed = large(expect_compressed=c.BoolValue(value=True))
    fails_with(grpc.StatusCode.INVALID_ARGUMENT, lambda: stub.UnaryCall(expects_compressed))
    compare_large(stub.UnaryCall(expects_compressed, compression=grpc.Compression.Gzip))
    compare_large(stub.UnaryCall(large(expect_compressed=c.BoolValue(value=False))))


def server_compressed_unary(stub):
    for compressed in (True, False):
        compare_large(stub.UnaryCall(large(response_compressed=c.BoolValue(value=compressed))))


def server_compressed_streaming(stub):
    request = output(31415, 92653)
    request.response_parameters[0].compressed.value = True
    request.response_parameters[1].compressed.value = False
    equal([31415, 92653], sizes_of(stub.StreamingOutputCall(request)))


def client_streaming(stub):
    requests = (c.StreamingInputCallRequest(payload=c.zeros(size)) for size in (27182, 8, 1828, 45904))
    equal(74922, stub.StreamingInputCall(requests).aggregated_payload_size)


def server_streaming(stub):
    sizes = [31415, 9, 2653, 58979]
    equal(sizes, sizes_of(stub.StreamingOutputCall(output(*sizes))))


def ping_pong(stub):
    requests = queue.Queue()
    call = stub.FullDuplexCall(iter(requests.get, None))
    for response, request in ((31415, 27182), (9, 8), (2653, 1828), (58979, 45904)):
        requests.put(output(response, payload=c.zeros(request)))
        equal(response, len(next(call).payload.body))
    requests.put(None)
    equal([], sizes_of(call))
    equal(grpc.StatusCode.OK, call.code())


def empty_stream(stub):
    call = stub.FullDuplexCall(iter(()))
    equal([], sizes_of(call))
    equal(grpc.StatusCode.OK, call.code())


def half_duplex(stub):
    sizes = [31415, 9, 2653, 58979]
    equal(sizes, sizes_of(stub.HalfDuplexCall(output(size) for size in sizes)))


def slow_stream(stub):
    parameters = [c.ResponseParameters(size=100, interval_us=10_000)] * 5
    started = time.monotonic()
    equal(5, len(sizes_of(stub.StreamingOutputCall(c.StreamingOutputCallRequest(response_parameters=parameters)))))
    equal(True, time.monotonic() - started > 0.045)


def assert_echo(call):
    equal("test_initial_metadata_value", dict(call.initial_metadata())[c.ECHO_INITIAL])
    equal(b"\xab\xab\xab", dict(call.trailing_metadata())[c.ECHO_TRAILING])


def custom_metadata(stub):
    metadata = ((c.ECHO_INITIAL, "test_initial_metadata_value"), (c.ECHO_TRAILING, b"\xab\xab\xab"))
    response, call = stub.UnaryCall.with_call(large(), metadata=metadata)
    compare_large(response)
    assert_echo(call)
    duplex = stub.FullDuplexCall(iter([output(LARGE_RESPONSE, payload=c.zeros(LARGE_REQUEST))]), metadata=metadata)
    equal([LARGE_RESPONSE], sizes_of(duplex))
    assert_echo(duplex)


def status_code_and_message(stub):
    wanted = c.EchoStatus(code=2, message="test status message")
    error = fails_with(grpc.StatusCode.UNKNOWN, lambda: stub.UnaryCall(c.SimpleRequest(response_status=wanted)))
    equal(wanted.message, error.details())
    requests = [c.StreamingOutputCallRequest(response_status=wanted)]
    error = fails_with(grpc.StatusCode.UNKNOWN, lambda: sizes_of(stub.FullDuplexCall(iter(requests))))
    equal(wanted.message, error.details())


def special_status_message(stub):
    message = "\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \U0001f608\t\n"
    wanted = c.EchoStatus(code=2, message=message)
    error = fails_with(grpc.StatusCode.UNKNOWN, lambda: stub.UnaryCall(c.SimpleRequest(response_status=wanted)))
    equal(message, error.details())


def unimplemented_method(stub):
    fails_with(grpc.StatusCode.UNIMPLEMENTED, lambda: stub.UnimplementedCall(c.Empty()))


def unimplemented_service(stub):
    with connect() as channel:
        call = c.stub(channel, "UnimplementedService", "UnimplementedCall")
        fails_with(grpc.StatusCode.UNIMPLEMENTED, lambda: call(c.Empty()))


def cancel_after_begin(stub):
    pending = queue.Queue()
    call = stub.StreamingInputCall.future(iter(pending.get, None))
    call.cancel()
    pending.put(None)
    equal(True, call.cancelled())
    equal(grpc.StatusCode.CANCELLED, call.code())


def cancel_after_first_response(stub):
    requests = queue.Queue()
    call = stub.FullDuplexCall(iter(requests.get, None))
    requests.put(output(31415, payload=c.zeros(27182)))
    equal(31415, len(next(call).payload.body))
    call.cancel()
    requests.put(None)
    fails_with(grpc.StatusCode.CANCELLED, lambda: next(call))


def timeout_on_sleeping_server(stub):
    requests = queue.Queue()
    requests.put(c.StreamingOutputCallRequest(payload=c.zeros(27182)))
    call = stub.FullDuplexCall(iter(requests.get, None), timeout=0.001)
    fails_with(grpc.StatusCode.DEADLINE_EXCEEDED, lambda: next(call))
    requests.put(None)


def concurrent_large_unary(stub):
    call = stub.UnaryCall
    for future in [call.future(large()) for _ in range(FLAGS.concurrent_calls)]:
        compare_large(future.result())


def rpc_soak(stub):
    for _ in range(10):
        large_unary(stub)


def channel_soak(stub):
    for number in range(10):
        # C-core shares connections between channels of equal arguments.
        with connect((("grpc.use_local_subchannel_pool", 1), ("soak", number))) as channel:
            large_unary(Stub(channel))


CASES = {
    case.__name__: case
    for case in (
        empty_unary, large_unary, client_compressed_unary, server_compressed_unary, client_streaming, server_streaming,
        server_compressed_streaming, ping_pong, empty_stream, half_duplex, slow_stream, custom_metadata,
        status_code_and_message, special_status_message, unimplemented_method, unimplemented_service, cancel_after_begin,
        cancel_after_first_response, timeout_on_sleeping_server, concurrent_large_unary, rpc_soak, channel_soak,
    )
}


def main():
    names = list(CASES) if FLAGS.test_case == "all" else [FLAGS.test_case]
    code = 0
    for name in names:
        try:
            with connect() as channel:
                CASES[name](Stub(channel))
            print(f"OK: {name}", flush=True)
        except Exception:  # Any failure of a case is its outcome.
            print(f"FAILED: {name}: {traceback.format_exc()}", flush=True)
            code = 1
    return code


sys.exit(main())
