// S6: the gateway is killed while it starts and stops servers. None may be left, and whoever comes next tidies up.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { bundleRunner } from './lib/bundle.mjs';
import { missingBubblewrap } from './lib/missingBubblewrap.mjs';

const ROUNDS = Number(process.env.SALLYPORT_CRASH_ROUNDS ?? 6);
const PATIENCE_MS = 10_000;

/** The same moments in every run. */
function random(seed) {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

function processesOf(owner) {
  return readdirSync('/proc').filter(pid => {
    try {
      return (
        Number(pid) > 0 &&
        readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(owner)
      );
    } catch {
      return false;
    }
  });
}

async function untilNone(find) {
  const until = performance.now() + PATIENCE_MS;
  let found = find();
  while (found.length > 0 && performance.now() < until) {
    await wait(20);
    found = find();
  }
  return found;
}

test(
  'nothing is left of a gateway that was killed',
  { skip: missingBubblewrap() },
  async t => {
    const folder = mkdtempSync(join(tmpdir(), 'sallyport-crash-'));
    chmodSync(folder, 0o755);
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    const { runner, program } = await bundleRunner(folder, 'gateway.mjs');
    const options = more => JSON.stringify({ folder, program, ...more });
    const next = random(20261128);
    const records = () => {
      const place = join(folder, 'state', 'runtimes');
      return existsSync(place) ? readdirSync(place) : [];
    };
    let started = 0;
    const count = () => started++;
    for (let round = 0; round < ROUNDS; round++) {
      const owner = `gateway-${process.pid}-${round}`;
      const gateway = spawn(process.execPath, [runner, options({ owner })], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const lines = createInterface({ input: gateway.stdout });
      await once(lines, 'line'); // it is at work
      lines.on('line', count);
      await wait(next() * 400);
      gateway.kill('SIGKILL');
      await once(gateway, 'exit');
      assert.deepEqual(
        await untilNone(() => processesOf(owner)),
        [],
        `round ${round}: processes are left`,
      );
    }
    const left = records();
    const sweeping = spawn(
      process.execPath,
      [runner, options({ owner: 'the next one', sweep: true })],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const { swept } = JSON.parse(await text(sweeping.stdout));
    assert.deepEqual(swept.map(id => `${id}.json`).sort(), left.sort());
    assert.deepEqual(records(), []);
    t.diagnostic(
      `${ROUNDS} kills, ${started} servers started, ${left.length} records tidied up`,
    );
  },
);
