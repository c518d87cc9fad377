// Preloaded into a gateway of the bench (`--require`): what is written down stays in the spool, nothing brings it into the database. Beside a
// gateway that records nothing it shows what a call itself waits for its record, and beside one that records all what is done next to calls costs.
// It is a substitution of a module in this process, and no setting.
'use strict';
const Module = require('node:module');

const nothing = async () => {};
const noShipper = {
  create: () => ({
    ...{ shippedSeq: 0, error: undefined },
    ...{ start() {}, stop: nothing, flush: nothing },
  }),
};

const load = Module._load;
Module._load = function loadOrReplace(request, ...rest) {
  if (!request.endsWith('shipping/Shipper')) {
    return load.call(this, request, ...rest);
  }
  // Whoever reads the figures finds it in the gateway's log.
  process.stdout.write('bench: this gateway ships nothing\n');
  return { Shipper: noShipper };
};
