// What a sealed session id costs: to make one, to open one, and to refuse one that is not the caller's.
// Usage: node test/bench/sessionSeal.mjs [seconds]
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

require('@backstage/cli-node/config/nodeTransform.cjs');

const sessions = '../../plugins/mcp-gateway-backend/src/sessions';
const { Seal } = require(`${sessions}/Seal.ts`);
const { SealKeys } = require(`${sessions}/SealKeys.ts`);
const { SessionSeal } = require(`${sessions}/SessionSeal.ts`);
const { Sessions } = require(`${sessions}/Sessions.ts`);
const {
  applyDatabaseMigrations,
} = require('../../plugins/mcp-gateway-backend/src/database/migrate.ts');

const { default: knex } = await import('knex');

const seconds = Number(process.argv[2] ?? 1);
const database = knex({
  client: 'better-sqlite3',
  connection: ':memory:',
  useNullAsDefault: true,
});
await applyDatabaseMigrations(database);
const keys = SealKeys.create({
  database,
  clock: { now: Date.now, monotonic: () => performance.now() },
  longestLifeMs: 86_400_000,
});
await keys.refresh();
const seal = SessionSeal.create({ seal: Seal.create({ keys }) });

const owner = {
  server: '2f9a3c1e-7a52-4a55-9f10-6a1f0de3c111',
  upstream: 'https://orders.example/mcp',
  userEntityRef: 'user:default/alice',
  client: '2f9a3c1e-7a52-4a55-9f10-6a1f0de3c112',
};
const content = {
  issuedAt: Date.now(),
  era: 'legacy',
  upstreamId: '2f9a3c1e-7a52-4a55-9f10-6a1f0de3c113',
  client: { name: 'claude-code', version: '2.1.0' },
  protocolVersion: '2025-11-25',
  capabilities: { elicitation: { form: {}, url: {} }, roots: {} },
};
// Distinct ids, so that nothing can be answered from memory.
const ids = Array.from({ length: 1000 }, () => seal.seal(content, owner));
const stranger = { ...owner, userEntityRef: 'user:default/dave' };

function measure(work) {
  const times = [];
  for (const until of [seconds * 200, seconds * 1000]) {
    times.length = 0;
    const begin = performance.now();
    while (performance.now() - begin < until) {
      const start = process.hrtime.bigint();
      for (const id of ids) work(id);
      times.push(Number(process.hrtime.bigint() - start) / 1000 / ids.length);
    }
  }
  return shares(times);
}

function shares(times) {
  times.sort((a, b) => a - b);
  const at = share => times[Math.floor((times.length - 1) * share)];
  return { p50: at(0.5), p99: at(0.99) };
}

const expect = (id, whose, isOpen) => {
  if ((seal.openNow(id, whose) !== undefined) !== isOpen) throw new Error(id);
};
const own = Sessions.create({
  database,
  settings: { maxMs: 86_400_000, idleMs: 3_600_000 },
  logger: console,
});
await own.start();
const open = own.begin(content, owner);
/** All that a session costs a call: found, its limits checked, its use noted. */
async function measureCalls() {
  const times = [];
  const begin = performance.now();
  while (performance.now() - begin < seconds * 1000) {
    const start = performance.now();
    for (let i = 0; i < ids.length; i++) await own.find(open, owner);
    times.push(((performance.now() - start) * 1000) / ids.length);
  }
  return shares(times);
}

const rows = {
  'seal a new id': measure(() => seal.seal(content, owner)),
  'open an id': measure(id => expect(id, owner, true)),
  'refuse another’s': measure(id => expect(id, stranger, false)),
  'a call in an open session': await measureCalls(),
};
await own.stop();
await database.destroy();
process.stdout.write(`An id of ${ids[0].length} characters, microseconds:\n`);
for (const [name, { p50, p99 }] of Object.entries(rows)) {
  process.stdout.write(
    `${name.padEnd(24)} p50 ${p50.toFixed(1)}  p99 ${p99.toFixed(1)}\n`,
  );
}
