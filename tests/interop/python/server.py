"""The interop server on grpcio (C-core): server.py --port=0 [--use_tls=true --cert_file=PEM --key_file=PEM]

Prints "listening on PORT" when it is ready. INTEROP_DESCRIPTORS names the FileDescriptorSet.
"""

import time
from concurrent import futures

import grpc

import contract as c

CODES = {code.value[0]: code for code in grpc.StatusCode}


def echo_metadata(context):
    metadata = context.invocation_metadata()
    initial = [(key, value) for key, value in metadata if key == c.ECHO_INITIAL]
    trailing = [(key, value) for key, value in metadata if key == c.ECHO_TRAILING]
    if initial:
        context.send_initial_metadata(initial)
    if trailing:
        context.set_trailing_metadata(trailing)


def abort_if_asked(request, context):
    if request.HasField("response_status"):
        context.abort(CODES[request.response_status.code], request.response_status.message)


def empty_call(request, context):
    return c.Empty()


def unary_call(request, context):
    if request.response_compressed.value:
        context.set_compression(grpc.Compression.Gzip)
    echo_metadata(context)
    abort_if_asked(request, context)
    return c.SimpleResponse(payload=c.zeros(request.response_size))


def streaming_input_call(requests, context):
    return c.StreamingInputCallResponse(aggregated_payload_size=sum(len(r.payload.body) for r in requests))


def answer(request, context):
    abort_if_asked(request, context)
    for wanted in request.response_parameters:
        if wanted.interval_us:
            time.sleep(wanted.interval_us / 1e6)
        if not wanted.compressed.value:
            context.disable_next_message_compression()
        yield c.StreamingOutputCallResponse(payload=c.zeros(wanted.size))


def streaming_output_call(request, context):
    if any(wanted.compressed.value for wanted in request.response_parameters):
        context.set_compression(grpc.Compression.Gzip)
    echo_metadata(context)
    yield from answer(request, context)


def full_duplex_call(requests, context):
    echo_metadata(context)
    for request in requests:
        yield from answer(request, context)


def half_duplex_call(requests, context):
    echo_metadata(context)
    for request in list(requests):
        yield from answer(request, context)


def main():
    flags = c.flags()
    behaviours = {
        "EmptyCall": empty_call,
        "UnaryCall": unary_call,
        "StreamingInputCall": streaming_input_call,
        "StreamingOutputCall": streaming_output_call,
        "FullDuplexCall": full_duplex_call,
        "HalfDuplexCall": half_duplex_call,
    }
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=16))
    server.add_generic_rpc_handlers([
        grpc.method_handlers_generic_handler(
            "grpc.testing.TestService",
            {method: c.handler("TestService", method, behaviour) for method, behaviour in behaviours.items()},
        )
    ])
    address = f"127.0.0.1:{flags.port}"
    if flags.use_tls == "true":
        credentials = grpc.ssl_server_credentials([(c.read(flags.key_file), c.read(flags.cert_file))])
        port = server.add_secure_port(address, credentials)
    else:
        port = server.add_insecure_port(address)
    server.start()
    print(f"listening on {port}", flush=True)
    server.wait_for_termination()


main()
