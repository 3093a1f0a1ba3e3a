"""Follows the changes of status of all units, across restarts of this program and of the nodes.

    protoc -I protos --include_imports --descriptor_set_out=creditquery.binpb protos/creditquery/v1/watch.proto
    python3 samples/watch/python/follow.py creditquery.binpb follow.token 127.0.0.1:5080

Needs grpcio and protobuf. The messages are read from the descriptors, so nothing is generated.
"""

import os
import random
import sys
import threading
import time

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

FIRST_DELAY, LONGEST_DELAY, GROWTH, JITTER = 1.0, 120.0, 1.6, 0.2
PROGRESS, SILENCE = 1, 5.0  # seconds: signs of life that are asked for, and how long to go without one
PASSING = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.RESOURCE_EXHAUSTED, grpc.StatusCode.CANCELLED, grpc.StatusCode.INTERNAL, grpc.StatusCode.UNKNOWN)


def messages(path):
    pool = descriptor_pool.DescriptorPool()
    with open(path, "rb") as file:
        for proto in descriptor_pb2.FileDescriptorSet.FromString(file.read()).file:
            pool.Add(proto)
    factory = message_factory.MessageFactory(pool)
    return [factory.GetPrototype(pool.FindMessageTypeByName("creditquery.v1." + name)) for name in ("WatchRequest", "WatchResponse")]


def load(token_file):
    try:
        with open(token_file, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return b""


def save(token_file, token):
    with open(token_file + ".part", "wb") as file:
        file.write(token)
    os.replace(token_file + ".part", token_file)


def name_of(message, field):
    number = getattr(message, field)
    value = message.DESCRIPTOR.fields_by_name[field].enum_type.values_by_number.get(number)
    return value.name if value else str(number)  # a later version may know more


def show(kind, message):
    if kind == "event":
        states = name_of(message, "previous_state") + " -> " + name_of(message, "state")
        print("event", message.revision, name_of(message, "type"), message.subject, message.entry_id, states, flush=True)
    elif kind == "subject_status":
        print("state", message.subject_mask, len(message.entries), "entries", flush=True)
    elif kind in ("snapshot_begin", "snapshot_end"):
        print(kind, message.revision, flush=True)


def guard(call, seen):
    """Ends a stream that is silent for too long: its connection may be dead, and nobody would say so."""
    while call.is_active():
        if time.monotonic() - seen[0] > SILENCE:
            call.cancel()
        time.sleep(PROGRESS)


def follow(watch, request, token_file):
    """Reads one stream to its end. Says whether the node said that it goes away."""
    call, seen = watch(request), [time.monotonic()]
    threading.Thread(target=guard, args=(call, seen), daemon=True).start()
    for response in call:
        seen[0] = time.monotonic()
        kind = response.WhichOneof("message")
        message = getattr(response, kind)
        show(kind, message)

        # A token stands where one can resume: not within a snapshot. That of "compacted" leaves out what is lost.
        token = b"" if kind == "compacted" else getattr(message, "token", b"")
        if token:
            save(token_file, token)
        if kind == "going_away":
            return True
    return False


def main(descriptors, token_file, *nodes):
    WatchRequest, WatchResponse = messages(descriptors)
    mode = WatchRequest.DESCRIPTOR.fields_by_name["mode"].enum_type.values_by_name
    resnapshot = WatchRequest.DESCRIPTOR.fields_by_name["on_compacted"].enum_type.values_by_name["ON_COMPACTED_RESNAPSHOT"].number
    delay, turn = FIRST_DELAY, 0
    while True:
        token = load(token_file)
        begin = "WATCH_MODE_FROM_TOKEN" if token else "WATCH_MODE_SNAPSHOT_THEN_FOLLOW"
        request = WatchRequest(mode=mode[begin].number, resume_token=token, on_compacted=resnapshot)
        request.progress_interval.seconds = PROGRESS
        began = time.monotonic()
        goes_away = False
        try:
            with grpc.insecure_channel(nodes[turn % len(nodes)]) as channel:
                watch = channel.unary_stream(
                    "/creditquery.v1.StatusWatchService/Watch",
                    request_serializer=WatchRequest.SerializeToString,
                    response_deserializer=WatchResponse.FromString)
                goes_away = follow(watch, request, token_file)
        except grpc.RpcError as error:
            if error.code() not in PASSING:
                raise
            print("lost:", error.details(), file=sys.stderr, flush=True)
        turn += 1
        if time.monotonic() - began > FIRST_DELAY:
            delay = FIRST_DELAY
        if not goes_away and turn % len(nodes) == 0:
            time.sleep(delay * random.uniform(1 - JITTER, 1 + JITTER))
            delay = min(delay * GROWTH, LONGEST_DELAY)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit(130)
