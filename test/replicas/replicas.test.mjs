// Two gateway processes without affinity on one PostgreSQL; one of them ends while sessions are open, calls are made and
// answers stream: once told to, once killed.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from '../../scripts/lib/paths.mjs';
import { waitFor } from '../../scripts/lib/waitFor.mjs';
import { Caller } from './lib/Caller.mjs';
import { connectModern, connectSession } from './lib/connect.mjs';
import { readRecords } from './lib/readRecords.mjs';
import { startInstallation } from './lib/startInstallation.mjs';
import { SLOW } from './lib/startServer.mjs';

/** Of each era: clients that call all the time, and clients that wait for one answer that streams. */
const CALLERS = { legacy: 3, modern: 2 };
/** In quarters of a second: some end while a gateway lets calls finish, some do not. */
const STEPS = [4, 4, 16, 16];
/** So many calls of one caller show that it goes on. */
const ENOUGH = 20;

let place;
const callers = [];
const streamers = [];
const everyone = () => [...callers, ...streamers];
const sessions = () => everyone().filter(({ sessionId }) => sessionId);

before(async () => {
  place = await startInstallation({
    logs: join(root, 'test-results/logs/replicas'),
  });
  const { endpoint } = place;
  const create = async connect =>
    await Caller.create({ connect, endpoint, grant: await place.token() });
  for (const [era, connect] of [
    ['legacy', connectSession],
    ['modern', connectModern],
  ]) {
    for (let i = 0; i < CALLERS[era]; i++) callers.push(await create(connect));
    for (let i = 0; i < STEPS.length; i++)
      streamers.push(await create(connect));
  }
});
after(async () => {
  for (const caller of everyone()) await caller.close().catch(() => {});
  await place?.stop();
});

/** Everybody calls, or waits for a stream, while `happens` does: what each one's calls came to. */
async function during(happens) {
  const seen = everyone().map(({ calls }) => calls.length);
  callers.forEach(caller => caller.begin());
  const openBefore = place.balancer.open;
  const streams = streamers.map((caller, i) =>
    caller.work(STEPS[i % STEPS.length]),
  );
  await waitFor(
    async () =>
      place.balancer.open.every((count, i) => count > openBefore[i] + 1) ||
      undefined,
    { what: 'Streams at both replicas', seconds: 5, everyMs: 20 },
  );
  await happens();
  await sleep(1_000);
  // A machine that does much else takes longer; a caller who hangs gives up before this does.
  await waitFor(
    async () =>
      callers.every((caller, i) => caller.calls.length > seen[i] + ENOUGH) ||
      undefined,
    { what: 'More calls of everybody', seconds: 20, everyMs: 50 },
  );
  await Promise.all(callers.map(caller => caller.end()));
  await Promise.all(streams);
  for (const caller of streamers) await caller.call();
  return everyone().map((caller, i) => caller.calls.slice(seen[i]));
}

const how = (calls, outcome) => calls.filter(call => call.outcome === outcome);

/** Nobody waited in vain, and whoever got an error went on with the next request. */
function assertAllGoOn(t, calls) {
  for (const era of ['legacy', 'modern'])
    for (const outcome of ['answered', 'error', 'hung']) {
      const some = how(calls.flat(), outcome).filter(call => call.era === era);
      const streams = some.filter(({ tool }) => tool === SLOW).length;
      t.diagnostic(
        `${era} ${outcome}: ${some.length}, ${streams} of them streams`,
      );
      if (outcome !== 'answered')
        some.forEach(({ tool, message }) =>
          t.diagnostic(`${tool}: ${message}`),
        );
    }
  assert.deepEqual(how(calls.flat(), 'hung'), []);
  for (const own of calls)
    own.forEach((call, i) => {
      if (call.outcome === 'error')
        assert.equal(own[i + 1]?.outcome, 'answered', call.message);
    });
  callers.forEach((_, i) => assert.ok(calls[i].length > ENOUGH, 'it went on'));
}

/** Every session still hears what the server says by itself. */
async function assertAllHear() {
  const silent = new Set(sessions());
  silent.forEach(session => session.hear());
  await waitFor(
    async () => {
      place.server.announce();
      await sleep(100);
      for (const session of [...silent])
        if (session.hear().includes('notifications/tools/list_changed'))
          silent.delete(session);
      return silent.size === 0 || undefined;
    },
    { what: 'The announcement to every session', seconds: 5, everyMs: 400 },
  );
}

test('sessions and clients without one are served by both in turns', async () => {
  for (const caller of everyone())
    for (let i = 0; i < 8; i++)
      assert.equal((await caller.call()).outcome, 'answered');
  for (const count of place.balancer.taken) assert.ok(count > 20);
  assert.equal(place.server.sessions(), sessions().length);
  await assertAllHear();
});

test('SIGTERM mid-stream: all go on, and every call that was answered is in the audit table', async t => {
  const ids = sessions().map(({ sessionId }) => sessionId);
  const [first] = place.replicas;
  let end;
  const came = await during(async () => {
    end = await first.end('SIGTERM');
  });
  assert.deepEqual(end, [0, null]);
  assertAllGoOn(t, came);
  await assertAllHear();
  assert.deepEqual(
    sessions().map(({ sessionId }) => sessionId),
    ids,
  );
  assert.equal(place.server.sessions(), ids.length, 'none was begun anew');

  // The other replica writes what it has within a quarter of a second; the first can write nothing any more.
  let missing;
  await waitFor(
    async () => {
      const records = await readRecords(place.connectionString);
      missing = everyone().flatMap(({ tokenId, calls }) => {
        const answered = Map.groupBy(
          how(calls, 'answered'),
          ({ tool }) => tool,
        );
        return [...answered]
          .map(([tool, { length }]) => ({
            tool,
            answered: length,
            recorded: records.count({
              tokenId,
              tool,
              outcomes: tool === SLOW ? ['ok', 'client-closed'] : ['ok'],
            }),
          }))
          .filter(({ answered: got, recorded }) => got > recorded);
      });
      return missing.length === 0 || undefined;
    },
    { what: 'Every answered call in the table', seconds: 5 },
  ).catch(() => {});
  assert.deepEqual(missing, []);
});

test('a replica that starts again takes its turns', async () => {
  await place.replicas[0].start();
  const [takenBefore] = place.balancer.taken;
  for (const caller of everyone())
    assert.equal((await caller.call()).outcome, 'answered');
  assert.ok(place.balancer.taken[0] > takenBefore);
});

test('SIGKILL mid-stream: every session goes on, or gets an error and its next request works', async t => {
  const ids = sessions().map(({ sessionId }) => sessionId);
  const [, second] = place.replicas;
  let end;
  const came = await during(async () => {
    end = await second.end('SIGKILL');
  });
  assert.deepEqual(end, [null, 'SIGKILL']);
  assertAllGoOn(t, came);
  await assertAllHear();
  assert.equal(place.server.sessions(), ids.length, 'none was begun anew');
});
