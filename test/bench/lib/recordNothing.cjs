// Preloaded into a gateway of the bench (`--require`): evidence is made by the module below instead of the plugin's own, so that nothing is written down.
// It is a substitution of a module in this process, and no setting: an installation has no way to switch its records off.
'use strict';
const Module = require('node:module');

const nothing = async () => {};
const yes = async () => true;
const noEvidence = async () => ({
  recorder: {
    intent: nothing,
    open: yes,
    prepare() {},
    ...{ complete: () => true, record: () => true },
    admits: () => true,
  },
  retention: { cleanUp: nothing },
  status: async () => ({ isUnwritable: false, isBehind: false, aside: [] }),
  waiting: 0,
  start() {},
  stop: nothing,
});

const load = Module._load;
Module._load = function loadOrReplace(request, ...rest) {
  if (!request.endsWith('evidence/createEvidence')) {
    return load.call(this, request, ...rest);
  }
  // Whoever reads the figures finds it in the gateway's log.
  process.stdout.write('bench: this gateway records nothing\n');
  return { createEvidence: noEvidence };
};
