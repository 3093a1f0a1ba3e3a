'use strict';

// Follows the changes of status of all units, across restarts of this program and of the nodes.
//
//     npm install
//     node follow.js ../../../protos follow.token 127.0.0.1:5080

const fs = require('node:fs');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const [protos, tokenFile, ...nodes] = process.argv.slice(2);
const definition = loader.loadSync('creditquery/v1/watch.proto', { includeDirs: [protos], keepCase: true, enums: String, longs: String, defaults: true, oneofs: true });
const { StatusWatchService } = grpc.loadPackageDefinition(definition).creditquery.v1;

const progress = 1000; // signs of life that are asked for, and how long to go without one
const silence = 5000;
const firstDelay = 1000;
const longestDelay = 120_000;
const passing = [grpc.status.UNAVAILABLE, grpc.status.RESOURCE_EXHAUSTED, grpc.status.CANCELLED, grpc.status.INTERNAL, grpc.status.UNKNOWN];

const load = () => (fs.existsSync(tokenFile) ? fs.readFileSync(tokenFile) : Buffer.alloc(0));

function save(token) {
  fs.writeFileSync(`${tokenFile}.part`, token);
  fs.renameSync(`${tokenFile}.part`, tokenFile);
}

function show(kind, message) {
  if (kind === 'event') {
    console.log('event', message.revision, message.type, message.subject, message.entry_id, message.previous_state, '->', message.state);
  } else if (kind === 'subject_status') {
    console.log('state', message.subject_mask, message.entries.length, 'entries');
  } else if (kind === 'snapshot_begin' || kind === 'snapshot_end') {
    console.log(kind, message.revision);
  }
}

/** Reads one stream to its end. Says whether the node said that it goes away. */
async function follow(node) {
  const token = load();
  const client = new StatusWatchService(node, grpc.credentials.createInsecure());
  let guard;
  try {
    const call = client.Watch({
      mode: token.length > 0 ? 'WATCH_MODE_FROM_TOKEN' : 'WATCH_MODE_SNAPSHOT_THEN_FOLLOW',
      resume_token: token,
      on_compacted: 'ON_COMPACTED_RESNAPSHOT',
      progress_interval: { seconds: progress / 1000 },
    });

    // A stream that is silent for too long: its connection may be dead, and nobody would say so.
    guard = setTimeout(() => call.cancel(), silence);
    for await (const response of call) {
      guard.refresh();
      const kind = response.message;
      const message = response[kind];
      show(kind, message);

      // A token stands where one can resume: not within a snapshot. That of "compacted" leaves out what is lost.
      if (kind !== 'compacted' && message.token?.length > 0) {
        save(message.token);
      }
      if (kind === 'going_away') {
        return true;
      }
    }
  } catch (error) {
    if (!passing.includes(error.code)) {
      throw error;
    }
    console.error('lost:', error.details);
  } finally {
    clearTimeout(guard);
    client.close();
  }
  return false;
}

async function main() {
  let delay = firstDelay;
  for (let turn = 0; ; turn++) {
    const began = Date.now();
    const goesAway = await follow(nodes[turn % nodes.length]);
    if (Date.now() - began > firstDelay) {
      delay = firstDelay;
    }
    if (!goesAway && (turn + 1) % nodes.length === 0) {
      await new Promise((resolve) => setTimeout(resolve, delay * (0.8 + 0.4 * Math.random())));
      delay = Math.min(delay * 1.6, longestDelay);
    }
  }
}

main();
