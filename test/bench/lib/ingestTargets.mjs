// Gateways of the same code before the same raw server: one that records everything, one that counts no tokens, one that leaves all in its
// spool, one that records nothing.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { listens, waitFor } from '../../../scripts/lib/waitFor.mjs';
import { freePort } from '../../support/rig/freePort.mjs';
import { startRig } from '../../support/rig/startRig.mjs';

const require = createRequire(import.meta.url);
const RAW = fileURLToPath(new URL('./rawServer.mjs', import.meta.url));
const PEOPLE = ['alice', 'bob', 'carol', 'dave'];
const TOOLS = [
  { name: 'echo', effect: 'reads' },
  { name: 'wipe', effect: 'destroys' },
];
const noTokens = { mcpGateway: { usage: { countTokens: false } } };
const preload = name => ['--require', require.resolve(name)];
/** Told apart by what they are without. `records`: into the database; `says`: what stands in its log. */
const KINDS = [
  { name: 'all', records: true },
  { name: 'no tokens', records: true, config: noTokens },
  {
    ...{ name: 'spool', records: false, config: noTokens },
    ...{ says: 'ships nothing', nodeArguments: preload('./shipNothing.cjs') },
  },
  {
    ...{ name: 'nothing', records: false, config: noTokens },
    says: 'records nothing',
    nodeArguments: preload('./recordNothing.cjs'),
  },
];

/** @param {{kinds: string[], databaseOf(kind: {records: boolean}): string, logs: string}} options */
export async function startIngestTargets({ kinds, databaseOf, logs }) {
  const rawPort = await freePort();
  const raw = spawn(process.execPath, [RAW, String(rawPort)], {
    stdio: 'ignore',
  });
  const stops = [async () => raw.kill()];
  const stop = async () => {
    for (const one of stops.reverse()) await one();
  };
  try {
    const url = `http://127.0.0.1:${rawPort}/mcp`;
    await waitFor(listens(url), {
      what: 'The raw server',
      seconds: 30,
    });
    const targets = [];
    for (const kind of KINDS.filter(({ name }) => kinds.includes(name))) {
      const folder = join(logs, kind.name.replace(' ', '-'));
      const rig = await startRig({
        servers: [{ name: 'raw', url, tools: TOOLS }],
        people: PEOPLE,
        database: databaseOf(kind),
        logs: folder,
        config: kind.config,
        nodeArguments: kind.nodeArguments,
      });
      stops.push(rig.stop);
      const log = readFileSync(join(folder, 'gateway-1.log'), 'utf8');
      const [, said] = /this gateway (\w+ nothing)$/m.exec(log) ?? [];
      if (said !== kind.says)
        throw new Error(`The gateway "${kind.name}" is not what it should be`);
      targets.push({
        ...{ name: kind.name, records: kind.records },
        url: rig.endpoint('raw'),
        tokens: await Promise.all(
          PEOPLE.map(person => rig.token(person, 'raw')),
        ),
        pids: rig.gateways.map(({ pid }) => pid),
        databaseUrl: rig.databaseUrl,
      });
    }
    return { targets, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
