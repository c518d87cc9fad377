// Loaded into gateways and portals that tests start (watchEnv.mjs): writes down every secret that goes over HTTP in this process, and those of
// its environment, for the scan afterwards (scan.mjs). The folder is readable by its owner alone and gone after the run.
const { join } = require('node:path');
const { isMainThread } = require('node:worker_threads');

const folder = process.env.SALLYPORT_TEST_SECRETS;
const own = `--require=${__filename}`;
// What this process starts is no concern of this file, and must not see it.
const others = (process.env.NODE_OPTIONS ?? '').replace(own, '').trim();
if (others) process.env.NODE_OPTIONS = others;
else delete process.env.NODE_OPTIONS;

if (folder && isMainThread) {
  require('@backstage/cli-node/config/nodeTransform.cjs');
  const {
    SecretCollector,
  } = require('../../../plugins/mcp-gateway-backend/src/__testUtils__/secrets/SecretCollector.ts');
  const collector = SecretCollector.create({
    file: join(folder, `${process.pid}.ndjson`),
  });
  for (const [name, value] of Object.entries(process.env)) {
    if (/(?:SECRET|PASSWORD|TOKEN)(?:_|$)/i.test(name) && value !== folder)
      collector.add(`environment ${name}`, value);
  }
  collector.watch();
  delete process.env.SALLYPORT_TEST_SECRETS;
}
