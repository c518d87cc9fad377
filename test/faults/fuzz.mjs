// Fuzzes the gateway at its boundaries: a real gateway process between hostile clients and a server that reads whatever
// reaches it as leniently as any reader might. Fails on the first input that makes the gateway forward what `decide()`
// denies, crash, hang or leak a credential, and prints it, shrunk.
// Usage: node test/faults/fuzz.mjs [--cases 100000] [--seed N] [--boundary bodies,headers,sessions,streams]
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { startRig } from '../support/rig/startRig.mjs';
import { boundaries } from './lib/boundaries.mjs';
import { ALLOWED_TOOL, startOracleServer } from './lib/oracleServer.mjs';

const { values: options } = parseArgs({
  options: {
    cases: { type: 'string', default: '100000' },
    seed: { type: 'string' },
    boundary: { type: 'string', default: Object.keys(boundaries).join(',') },
  },
});
const cases = Number(options.cases);
const seed = Number(options.seed ?? Date.now() % 2 ** 31);
const logs = fileURLToPath(
  new URL('../../test-results/faults', import.meta.url),
);
const corpus = new URL('./corpus/', import.meta.url);
/** Cases that are under way at a time. */
const WIDTH = 16;

const tokens = {};
const server = await startOracleServer({
  secrets: () => Object.values(tokens),
});
const people = ['alice', 'dave'];
const rig = await startRig({
  servers: [
    {
      name: 'orders',
      url: server.url,
      tools: [
        ALLOWED_TOOL,
        { name: 'wipe', effect: 'destroys' },
        { name: 'Echo', effect: 'reads' },
      ],
      grants: people.map(person => ({ person, tools: [ALLOWED_TOOL] })),
    },
  ],
  people,
  database: 'memory',
  logs,
  config: {
    mcpGateway: { limits: { calls: { calls: 1_000_000, perSeconds: 1 } } },
  },
});

async function run(name) {
  const { arbitrary, prepare, check } = boundaries[name];
  const context = { url: rig.endpoint('orders'), tokens, server };
  const prepared = await prepare?.(context);
  const judge = async list => {
    await Promise.all(list.map(one => check({ ...context, prepared }, one)));
    const [violation] = server.violations.splice(0);
    if (violation) throw new Error(JSON.stringify(violation, null, 2));
  };
  const known = readdirSync(corpus)
    .filter(file => file.startsWith(`${name}-`))
    .map(file => JSON.parse(readFileSync(new URL(file, corpus), 'utf8')));
  for (const one of known) await judge([one]);
  const before = server.forwarded();
  await fc.assert(
    fc.asyncProperty(
      fc.array(arbitrary, { minLength: WIDTH, maxLength: WIDTH, size: 'max' }),
      judge,
    ),
    { numRuns: Math.ceil(cases / WIDTH), seed, endOnFailure: false },
  );
  process.stdout.write(
    `${name}: ${Math.ceil(cases / WIDTH) * WIDTH} cases and ${
      known.length
    } of the corpus are clean; ${
      server.forwarded() - before
    } requests were forwarded\n`,
  );
}

let failed = false;
try {
  for (const person of people)
    tokens[person] = await rig.token(person, 'orders');
  process.stdout.write(`seed ${seed}\n`);
  for (const name of options.boundary.split(',')) await run(name);
  const ready = await fetch(`${rig.gatewayUrls[0]}/readyz`);
  if (!ready.ok) throw new Error('The gateway is not ready any more');
  const log = rig.gateways[0].log;
  for (const token of Object.values(tokens))
    if (log.includes(token)) throw new Error('A token is in the log');
  const fault = /.*(unhandled|uncaught|failed before it was decided).*/i.exec(
    log,
  );
  if (fault) throw new Error(`The gateway logged: ${fault[0]}`);
} catch (error) {
  failed = true;
  process.stderr.write(`${error.stack ?? error}\n`);
} finally {
  await rig.stop();
  await server.stop();
}
process.exit(failed ? 1 : 0);
