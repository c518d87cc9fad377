import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { waitFor } from '../../../scripts/lib/waitFor.mjs';
import { startInstallation } from '../../replicas/lib/startInstallation.mjs';
import { AuditCaller } from './AuditCaller.mjs';
import { readAuditLog } from './readAuditLog.mjs';
import { seeded } from './seeded.mjs';

const CALLERS = 6;
const [MIN_LOAD_MS, MAX_LOAD_MS] = [100, 1_500];

/** How a call is in the log that a client saw answered. Of one that reads a killed gateway may have noted only that there may be an answer. */
const RECORDED = {
  reads: ['1 × ok: outcome', '1 × pending: opened'],
  changes: ['1 × ok: intent, outcome'],
};

/** What a client saw answered, and is not in the log as it must be; and how many of the answered were noted only. */
function compare(callers, traces) {
  const problems = [];
  let noted = 0;
  for (const { answered } of callers) {
    for (const [effect, musts] of Object.entries(RECORDED)) {
      for (const trace of answered[effect]) {
        const found = traces.get(trace);
        const is = found
          ? `${found.calls} × ${found.outcome}: ${found.phases.join(', ')}`
          : 'nothing';
        if (is === musts[1]) noted += 1;
        else if (is !== musts[0])
          problems.push(`${trace}: ${is}, not ${musts.join(' or ')}`);
      }
    }
  }
  return { problems, noted };
}

/** The spools that there are. */
function spoolsIn(directory) {
  const [installation] = readdirSync(directory);
  return readdirSync(join(directory, installation)).filter(
    name => name !== '_set-aside',
  );
}

/**
 * Two gateways as production runs them (packages/gateway, a portal, PostgreSQL). Each round one of them is called and killed in the
 * middle of it; while it starts again the next round kills the other one, which takes over meanwhile what the spool of the dead one holds.
 *
 * @param {{rounds: number, seed: number, logs: string}} options
 * @returns {Promise<{rounds: number, asked: number, answered: number, changing: number, noted: number, pending: number, writers: number, events: number, failures: string[]}>}
 */
export async function playAuditRounds({ rounds, seed, logs }) {
  const random = seeded(seed);
  const failures = [];
  const callers = [];
  const place = await startInstallation({ logs });
  try {
    const { replicas, balancer, endpoint, spools } = place;
    const { token } = await place.token();
    const starting = replicas.map(() => Promise.resolve());
    for (let round = 1; round <= rounds; round++) {
      const index = round % replicas.length;
      const victim = replicas[index];
      await starting[index];
      balancer.use([victim.ports.mcp]);
      const own = Array.from(
        { length: CALLERS },
        () => new AuditCaller({ random, token }),
      );
      callers.push(...own);
      const load = Promise.all(
        own.map(caller => caller.callUntilGone(endpoint)),
      ).catch(error => failures.push(`round ${round}: ${error.message}`));
      await sleep(MIN_LOAD_MS + random() * MAX_LOAD_MS);
      await victim.end('SIGKILL');
      await load;
      starting[index] = victim.start();
      // Its failure is met where it is waited for.
      starting[index].catch(() => {});
    }
    await Promise.all(starting);
    await waitFor(
      () => spoolsIn(spools).length === replicas.length || undefined,
      { what: 'Taking over what killed gateways left', seconds: 90 },
    ).catch(error => failures.push(error.message));
    await Promise.all(replicas.map(replica => replica.end('SIGTERM')));
    const left = spoolsIn(spools);
    if (left.length > 0) failures.push(`left in the spool: ${left.join(', ')}`);
    const log = await readAuditLog(place.connectionString);
    const { problems, noted } = compare(callers, log.traces);
    failures.push(...log.problems, ...problems.slice(0, 20));
    // Those of the last milliseconds before a gateway was killed, no more.
    if (noted > rounds * CALLERS * 2)
      failures.push(`${noted} calls were answered and noted only`);
    const count = pick => callers.reduce((sum, one) => sum + pick(one), 0);
    return {
      rounds,
      asked: count(({ asked }) => asked),
      answered: count(
        ({ answered: { reads, changes } }) => reads.length + changes.length,
      ),
      changing: count(({ answered: { changes } }) => changes.length),
      noted,
      pending: [...log.traces.values()].filter(
        ({ outcome }) => outcome === 'pending',
      ).length,
      ...{ writers: log.writers, events: log.events, failures },
    };
  } finally {
    await place.stop();
  }
}
