'use strict';

// The interop server on grpc-js: node server.js --port=0 [--use_tls=true --cert_file=PEM --key_file=PEM]
// Prints "listening on PORT" when it is ready.

const fs = require('node:fs');
const timers = require('node:timers/promises');
const { grpc, expandedMessages, parseFlags, services, zeros } = require('./contract');

let expandedBefore = 0;

/** Whether the message that a handler has just got was compressed; the cases run one call at a time. */
function cameCompressed() {
  const before = expandedBefore;
  expandedBefore = expandedMessages();
  return expandedBefore > before;
}

const expectationFails = (expected, compressed) => expected !== undefined && expected !== null && !!expected.value !== compressed;

const invalid = { code: grpc.status.INVALID_ARGUMENT, details: 'The message did not come as expected.' };

function echoMetadata(call) {
  const initial = new grpc.Metadata();
  for (const value of call.metadata.get('x-grpc-test-echo-initial')) {
    initial.add('x-grpc-test-echo-initial', value);
  }
  call.sendMetadata(initial);
  const trailing = new grpc.Metadata();
  for (const value of call.metadata.get('x-grpc-test-echo-trailing-bin')) {
    trailing.add('x-grpc-test-echo-trailing-bin', value);
  }
  return trailing;
}

const wantedStatus = (request, metadata) =>
  request.response_status && { code: request.response_status.code, details: request.response_status.message, metadata };

function emptyCall(call, callback) {
  callback(null, {});
}

function unaryCall(call, callback) {
  const compressed = cameCompressed();
  const trailing = echoMetadata(call);
  const request = call.request;
  if (expectationFails(request.expect_compressed, compressed)) {
    callback(invalid);
  } else if (request.response_status) {
    callback(wantedStatus(request, trailing));
  } else {
    callback(null, { payload: zeros(request.response_size ?? 0) }, trailing);
  }
}

function streamingInputCall(call, callback) {
  let size = 0;
  let failed = false;
  call.on('data', (request) => {
    failed ||= expectationFails(request.expect_compressed, cameCompressed());
    size += request.payload.body.length;
  });
  call.on('end', () => (failed ? callback(invalid) : callback(null, { aggregated_payload_size: size })));
}

/** Writes the responses that a request asks for. */
async function answer(call, request) {
  for (const wanted of request.response_parameters ?? []) {
    if (wanted.interval_us) {
      await timers.setTimeout(wanted.interval_us / 1000);
    }
    if (!call.write({ payload: zeros(wanted.size ?? 0) }) && !call.cancelled) {
      await new Promise((resolve) => {
        call.once('drain', resolve);
        call.once('cancelled', resolve);
      });
    }
  }
}

/** The requests of a stream; the end of the loop must not end the responses too. */
const requestsOf = (call) => call.iterator({ destroyOnReturn: false });

async function streamingOutputCall(call) {
  const trailing = echoMetadata(call);
  if (call.request.response_status) {
    call.emit('error', wantedStatus(call.request, trailing));
    return;
  }
  await answer(call, call.request);
  call.end(trailing);
}

async function fullDuplexCall(call) {
  const trailing = echoMetadata(call);
  for await (const request of requestsOf(call)) {
    if (request.response_status) {
      call.emit('error', wantedStatus(request, trailing));
      return;
    }
    await answer(call, request);
  }
  call.end(trailing);
}

async function halfDuplexCall(call) {
  const trailing = echoMetadata(call);
  const requests = [];
  for await (const request of requestsOf(call)) {
    requests.push(request);
  }
  for (const request of requests) {
    await answer(call, request);
  }
  call.end(trailing);
}

/** An async handler whose call may be cancelled under it: the stream then throws, which is no failure of the server. */
const untilCancelled = (handler) => (call) =>
  handler(call).catch((error) => {
    if (!call.cancelled) {
      throw error;
    }
  });

const flags = parseFlags(process.argv.slice(2));
const server = new grpc.Server();
server.addService(services.TestService.service, {
  EmptyCall: emptyCall,
  UnaryCall: unaryCall,
  StreamingInputCall: streamingInputCall,
  StreamingOutputCall: untilCancelled(streamingOutputCall),
  FullDuplexCall: untilCancelled(fullDuplexCall),
  HalfDuplexCall: untilCancelled(halfDuplexCall),
});
const credentials =
  flags.use_tls === 'true'
    ? grpc.ServerCredentials.createSsl(null, [
        { cert_chain: fs.readFileSync(flags.cert_file), private_key: fs.readFileSync(flags.key_file) },
      ])
    : grpc.ServerCredentials.createInsecure();
server.bindAsync(`127.0.0.1:${flags.port ?? 0}`, credentials, (error, port) => {
  if (error) {
    throw error;
  }
  console.log(`listening on ${port}`);
});
