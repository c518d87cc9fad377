// A gateway that does nothing but start and stop hostile servers, until somebody kills it. It is bundled.
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { SandboxDriver } from '../../../plugins/mcp-gateway-backend-module-sandbox/src/driver/SandboxDriver';
import { HostileServer } from './HostileServer.mjs';
import { createResolver, settingsFor } from './settings.mjs';

const { folder, program, owner, sweep } = JSON.parse(process.argv[2]);
const say = message => process.stdout.write(`${JSON.stringify(message)}\n`);
const logger = {
  child: () => logger,
  debug() {},
  info() {},
  warn() {},
  error() {},
};
const context = { allowedPort: 9, forbiddenPort: 10 };
const settings = settingsFor({ folder, context, useCgroups: true });
const driver = SandboxDriver.create({
  settings,
  logger,
  packages: {},
  resolve: createResolver(),
});
const { ready, problems } = await driver.status();
if (!ready) throw new Error(problems[0].text);

if (sweep) {
  say({ swept: await driver.sweep({ isAlive: other => other === owner }) });
  process.exit(0);
}

const location = join(settings.directory, 'packages', 'hostile');
mkdirSync(location, { recursive: true });
cpSync(program, location, { recursive: true });
writeFileSync(join(location, 'package.json'), '{"type":"module"}');

async function live() {
  const runtimeId = randomUUID();
  const process = await driver.start({
    runtimeId,
    owner,
    serverRef: 'api:default/hostile',
    prepared: {
      package: { registry: 'npm', identifier: 'hostile', version: '1.0.0' },
      integrity: '',
      commands: { hostile: 'hostile.mjs' },
      location,
    },
    args: [],
    env: {},
    profile: { sallyport: { egress: [{ host: 'allowed.test', port: 9 }] } },
    secrets: {},
  });
  const server = new HostileServer(process);
  await server.attempt('ignoreTerm');
  await server.attempt('doubleFork', { word: owner });
  say({ started: runtimeId });
  await process.stop({ graceMs: 200 });
}

/** Some at a time, so that whenever it is killed something is being made and something is being ended. */
async function forever() {
  for (;;) await live();
}
await Promise.all([forever(), forever(), forever()]);
