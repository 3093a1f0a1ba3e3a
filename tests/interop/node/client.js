'use strict';

// The interop client on grpc-js:
// node client.js --server_host=localhost --server_port=N --test_case=NAME [--use_tls=true --ca_file=PEM] [--concurrent_calls=N]

const assert = require('node:assert/strict');
const { once } = require('node:events');
const fs = require('node:fs');
const { grpc, expandedMessages, parseFlags, services, zeros } = require('./contract');

const flags = parseFlags(process.argv.slice(2));
const gzip = { 'grpc.default_compression_algorithm': grpc.compressionAlgorithms.gzip };
// GRPC_WRITE_NO_COMPRESS, which grpc-js does not export.
const noCompress = 2;
const largeRequest = 271828;
const largeResponse = 314159;

function connect(Service = services.TestService, options = {}) {
  const credentials =
    flags.use_tls === 'true'
      ? grpc.credentials.createSsl(fs.readFileSync(flags.ca_file))
      : grpc.credentials.createInsecure();
  return new Service(`${flags.server_host}:${flags.server_port}`, credentials, options);
}

/** A unary call as a promise of everything that comes back. */
function unary(client, method, request, metadata = new grpc.Metadata()) {
  return new Promise((resolve, reject) => {
    const result = {};
    const call = client[method](request, metadata, (error, response) => {
      if (error) {
        reject(error);
      } else {
        result.response = response;
      }
    });
    call.on('metadata', (initial) => (result.initial = initial));
    call.on('status', (status) => {
      result.trailing = status.metadata;
      if (status.code === grpc.status.OK) {
        setImmediate(() => resolve(result));
      }
    });
  });
}

async function failsWith(code, run) {
  try {
    await run();
  } catch (error) {
    assert.equal(error.code, code, `status ${error.code}: ${error.details ?? error.stack}`);
    return error;
  }
  throw new assert.AssertionError({ message: `expected status ${code}, got OK` });
}

const large = (more = {}) => ({ response_size: largeResponse, payload: zeros(largeRequest), ...more });
const output = (...sizes) => ({ response_parameters: sizes.map((size) => ({ size })) });

async function largeUnary(client) {
  const { response } = await unary(client, 'UnaryCall', large());
  assert.ok(response.payload.body.equals(Buffer.alloc(largeResponse)));
}

/** Reads a stream to its end. */
async function sizesOf(call) {
  const sizes = [];
  for await (const response of call) {
    sizes.push(response.payload.body.length);
  }
  return sizes;
}

function clientStream(client, send) {
  return new Promise((resolve, reject) => {
    const call = client.StreamingInputCall((error, response) => (error ? reject(error) : resolve(response)));
    send(call);
  });
}

function echoMetadata() {
  const metadata = new grpc.Metadata();
  metadata.set('x-grpc-test-echo-initial', 'test_initial_metadata_value');
  metadata.set('x-grpc-test-echo-trailing-bin', Buffer.from([0xab, 0xab, 0xab]));
  return metadata;
}

function assertEcho(initial, trailing) {
  assert.deepEqual(initial.get('x-grpc-test-echo-initial'), ['test_initial_metadata_value']);
  assert.deepEqual(trailing.get('x-grpc-test-echo-trailing-bin'), [Buffer.from([0xab, 0xab, 0xab])]);
}

const cases = {
  async empty_unary(client) {
    assert.deepEqual((await unary(client, 'EmptyCall', {})).response, {});
  },

  large_unary: largeUnary,

  async client_compressed_unary(client) {
    const expectsCompressed = large({ expect_compressed: { value: true } });
    await failsWith(grpc.status.INVALID_ARGUMENT, () => unary(client, 'UnaryCall', expectsCompressed));
    const compressing = connect(services.TestService, gzip);
    const compressed = await unary(compressing, 'UnaryCall', expectsCompressed);
    assert.equal(compressed.response.payload.body.length, largeResponse);
    compressing.close();
    const plain = await unary(client, 'UnaryCall', large({ expect_compressed: { value: false } }));
    assert.equal(plain.response.payload.body.length, largeResponse);
  },

  async server_compressed_unary(client) {
    for (const compress of [true, false]) {
      const before = expandedMessages();
      const { response } = await unary(client, 'UnaryCall', large({ response_compressed: { value: compress } }));
      assert.equal(response.payload.body.length, largeResponse);
      assert.equal(expandedMessages() - before, compress ? 1 : 0);
    }
  },

  async client_streaming(client) {
    const response = await clientStream(client, (call) => {
      for (const size of [27182, 8, 1828, 45904]) {
        call.write({ payload: zeros(size) });
      }
      call.end();
    });
    assert.equal(response.aggregated_payload_size, 74922);
  },

  async client_compressed_streaming(client) {
    const first = { payload: zeros(27182), expect_compressed: { value: true } };
    await failsWith(grpc.status.INVALID_ARGUMENT, () =>
      clientStream(client, (call) => {
        call.on('error', () => {});
        call.end(first);
      }),
    );
    const compressing = connect(services.TestService, gzip);
    const response = await clientStream(compressing, (call) => {
      // Node refuses a number as the encoding of write(), where grpc-js takes the flags of one message; _write takes it.
      call._write(first, 0, () =>
        call._write({ payload: zeros(45904), expect_compressed: { value: false } }, noCompress, () => call.end()),
      );
    });
    compressing.close();
    assert.equal(response.aggregated_payload_size, 73086);
  },

  async server_streaming(client) {
    const sizes = [31415, 9, 2653, 58979];
    assert.deepEqual(await sizesOf(client.StreamingOutputCall(output(...sizes))), sizes);
  },

  async server_compressed_streaming(client) {
    const request = output(31415, 92653);
    request.response_parameters[0].compressed = { value: true };
    request.response_parameters[1].compressed = { value: false };
    const before = expandedMessages();
    assert.deepEqual(await sizesOf(client.StreamingOutputCall(request)), [31415, 92653]);
    assert.equal(expandedMessages() - before, 1);
  },

  async ping_pong(client) {
    const call = client.FullDuplexCall();
    const status = once(call, 'status');
    const responses = call[Symbol.asyncIterator]();
    for (const [response, request] of [[31415, 27182], [9, 8], [2653, 1828], [58979, 45904]]) {
      call.write({ ...output(response), payload: zeros(request) });
      assert.equal((await responses.next()).value.payload.body.length, response);
    }
    call.end();
    assert.ok((await responses.next()).done);
    assert.equal((await status)[0].code, grpc.status.OK);
  },

  async empty_stream(client) {
    const call = client.FullDuplexCall();
    call.end();
    assert.deepEqual(await sizesOf(call), []);
  },

  async half_duplex(client) {
    const sizes = [31415, 9, 2653, 58979];
    const call = client.HalfDuplexCall();
    sizes.forEach((size) => call.write(output(size)));
    call.end();
    assert.deepEqual(await sizesOf(call), sizes);
  },

  async slow_stream(client) {
    const request = { response_parameters: Array.from({ length: 5 }, () => ({ size: 100, interval_us: 10000 })) };
    const started = process.hrtime.bigint();
    assert.equal((await sizesOf(client.StreamingOutputCall(request))).length, 5);
    assert.ok(process.hrtime.bigint() - started > 45_000_000n);
  },

  async custom_metadata(client) {
    const { initial, trailing } = await unary(client, 'UnaryCall', large(), echoMetadata());
    assertEcho(initial, trailing);
    const call = client.FullDuplexCall(echoMetadata());
    const events = Promise.all([once(call, 'metadata'), once(call, 'status')]);
    call.end({ ...output(largeResponse), payload: zeros(largeRequest) });
    assert.deepEqual(await sizesOf(call), [largeResponse]);
    const [[duplexInitial], [status]] = await events;
    assertEcho(duplexInitial, status.metadata);
  },

  async status_code_and_message(client) {
    const wanted = { code: grpc.status.UNKNOWN, message: 'test status message' };
    const error = await failsWith(wanted.code, () => unary(client, 'UnaryCall', { response_status: wanted }));
    assert.equal(error.details, wanted.message);
    const call = client.FullDuplexCall();
    call.end({ response_status: wanted });
    const duplex = await failsWith(wanted.code, () => sizesOf(call));
    assert.equal(duplex.details, wanted.message);
  },

  async special_status_message(client) {
    const message = '\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n';
    const error = await failsWith(grpc.status.UNKNOWN, () =>
      unary(client, 'UnaryCall', { response_status: { code: grpc.status.UNKNOWN, message } }),
    );
    assert.equal(error.details, message);
  },

  async unimplemented_method(client) {
    await failsWith(grpc.status.UNIMPLEMENTED, () => unary(client, 'UnimplementedCall', {}));
  },

  async unimplemented_service() {
    const client = connect(services.UnimplementedService);
    await failsWith(grpc.status.UNIMPLEMENTED, () => unary(client, 'UnimplementedCall', {}));
    client.close();
  },

  async cancel_after_begin(client) {
    await failsWith(grpc.status.CANCELLED, () => clientStream(client, (call) => call.cancel()));
  },

  async cancel_after_first_response(client) {
    const call = client.FullDuplexCall();
    call.write({ ...output(31415), payload: zeros(27182) });
    await failsWith(grpc.status.CANCELLED, async () => {
      for await (const response of call) {
        assert.equal(response.payload.body.length, 31415);
        call.cancel();
      }
    });
  },

  async timeout_on_sleeping_server(client) {
    const call = client.FullDuplexCall({ deadline: Date.now() + 1 });
    call.write({ payload: zeros(27182) });
    await failsWith(grpc.status.DEADLINE_EXCEEDED, () => sizesOf(call));
  },

  async concurrent_large_unary(client) {
    await Promise.all(Array.from({ length: Number(flags.concurrent_calls ?? 1000) }, () => largeUnary(client)));
  },

  async rpc_soak(client) {
    for (let i = 0; i < 10; i++) {
      await largeUnary(client);
    }
  },

  async channel_soak() {
    for (let i = 0; i < 10; i++) {
      const client = connect(services.TestService, { 'grpc.use_local_subchannel_pool': 1 });
      await largeUnary(client);
      client.close();
    }
  },
};

async function main() {
  const names = flags.test_case === 'all' ? Object.keys(cases) : [flags.test_case];
  for (const name of names) {
    const client = connect();
    try {
      assert.ok(cases[name], `no such case; there are: ${Object.keys(cases).join(', ')}`);
      await cases[name](client);
      console.log(`OK: ${name}`);
    } catch (error) {
      console.log(`FAILED: ${name}: ${error.stack}`);
      process.exitCode = 1;
    }
    client.close();
  }
}

main();
