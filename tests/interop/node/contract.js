'use strict';

// What client and server share: the contract, flags, and whether a message came compressed.

const path = require('node:path');
const zlib = require('node:zlib');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const root = path.join(__dirname, '../../CreditQuery.InteropHost/Protos');
const definition = loader.loadSync(['grpc/testing/test.proto'], { includeDirs: [root], keepCase: true, defaults: false });

// grpc-js expands messages without telling; every gunzip it begins is one compressed message.
let expanded = 0;
const createGunzip = zlib.createGunzip;
Object.defineProperty(zlib, 'createGunzip', {
  value: (...args) => {
    expanded++;
    return createGunzip(...args);
  },
});

/** How many messages were expanded so far. */
const expandedMessages = () => expanded;

/** --name=value and --name value, as the official clients take them. */
function parseFlags(args) {
  const flags = {};
  for (let i = 0; i < args.length; i++) {
    const [name, value] = args[i].split(/=(.*)/s);
    flags[name.replace(/^-+/, '')] = value ?? args[++i];
  }
  return flags;
}

const zeros = (size) => ({ body: Buffer.alloc(size) });

module.exports = {
  grpc,
  expandedMessages,
  parseFlags,
  services: grpc.loadPackageDefinition(definition).grpc.testing,
  zeros,
};
