// Two gateway processes under load while something is stopped, or an access revoked: no call that begins after a replica has
// applied the change is allowed. Judged by sequence numbers and by the order of what happens in this process, never by a clock.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { root } from '../../scripts/lib/paths.mjs';
import { waitFor } from '../../scripts/lib/waitFor.mjs';
import { CallLoad } from './lib/CallLoad.mjs';
import { RawCaller } from './lib/RawCaller.mjs';
import { SLOW } from './lib/startServer.mjs';
import { startInstallation } from './lib/startInstallation.mjs';
import { ENDINGS } from './lib/stopThings.mjs';

const PER_REPLICA = 4;
/** Calls at each replica after it has said that it knows. */
const CALLS_AFTER = 20;

let place;
let grant;
let load;

before(async () => {
  place = await startInstallation({
    logs: join(root, 'test-results/logs/replicas-stops'),
  });
  grant = await place.token();
});
after(async () => {
  await load?.end();
  await place?.stop();
});

const ports = () => place.replicas.map(({ ports: { mcp } }) => mcp);
const startLoad = () => {
  const { endpoint } = place;
  load = new CallLoad({
    ...{ endpoint, token: grant.token, ports: ports() },
    perReplica: PER_REPLICA,
  });
  load.begin();
};

/** What a replica says that it has applied. */
async function sequenceAt(port) {
  const response = await fetch(`http://127.0.0.1:${port}/readyz`);
  return (await response.json()).sequence;
}

/** For each replica the turn from which on it has said that it knows the change. */
async function turnsOfKnowing(sequence) {
  return await Promise.all(
    ports().map(async port => {
      await waitFor(
        async () => (await sequenceAt(port)) >= sequence || undefined,
        { what: `Change ${sequence} at ${port}`, seconds: 20, everyMs: 10 },
      );
      return load.turn;
    }),
  );
}

/** Waits until each replica was asked so often after it knew. */
async function askedAfter(knew) {
  await waitFor(
    async () =>
      knew.every(
        (turn, replica) =>
          load.calls.filter(
            call => call.replica === replica && call.turn > turn,
          ).length >= CALLS_AFTER,
      ) || undefined,
    { what: 'Calls after the change', seconds: 20, everyMs: 20 },
  );
}

/** The record of calls: allowed ones by the sequence that they were decided on. */
async function recorded({ from, below, decision }) {
  const client = new pg.Client({ connectionString: place.connectionString });
  await client.connect();
  try {
    const { rows } = await client.query(
      `SELECT count(*)::int AS calls, min(reason) AS reason FROM calls
       WHERE token_id = $1 AND method = 'tools/call' AND decision = $2
         AND feed_sequence >= $3 AND feed_sequence < $4`,
      [grant.id, decision, from, below],
    );
    return rows[0].calls;
  } finally {
    await client.end();
  }
}

/** Takes something away under load. Whatever goes wrong, it is undone, and nobody calls any more. */
async function takeAway({ act, reason }, check) {
  startLoad();
  let undo;
  try {
    await load.once(({ allowed }) => allowed);
    const began = load.turn;
    const done = await act(place.as);
    undo = done.undo;
    const { sequence } = done;
    const knew = await turnsOfKnowing(sequence);
    await askedAfter(knew);
    const last = load.turn;
    // Everything that was answered up to now was decided before it was undone.
    const seen = [...load.calls];
    undo = undefined;
    const lifted = await done.undo();
    await load.once(({ allowed }) => allowed);
    await load.end();
    const { calls } = load;
    await check({ began, sequence, knew, last, seen, lifted, reason, calls });
  } finally {
    await load.end().catch(() => {});
    await undo?.().catch(() => {});
  }
}

for (const [name, ending] of Object.entries(ENDINGS))
  test(`${name}: no call that begins after a replica has applied the change is allowed`, async t => {
    await takeAway(
      ending,
      async ({ began, sequence, knew, last, seen, lifted, reason, calls }) => {
        const late = seen.filter(
          call => call.turn > knew[call.replica] && call.turn <= last,
        );
        assert.deepEqual(
          late.filter(({ allowed }) => allowed),
          [],
        );
        knew.forEach((_, replica) => {
          const own = late.filter(call => call.replica === replica);
          assert.ok(own.length >= CALLS_AFTER, 'there were calls after it');
          assert.ok(
            own.some(call => call.reason === reason),
            `refused for ${own.map(call => call.reason)}`,
          );
        });
        assert.ok(
          calls.some(({ allowed, turn }) => allowed && turn <= began),
          'calls were allowed before',
        );
        // Where the way back says no number, nothing else changed before it: this one number alone is what was held then.
        const range = { from: sequence, below: lifted ?? sequence + 1 };
        await waitFor(
          async () =>
            (await recorded({ ...range, decision: 'deny' })) >= late.length ||
            undefined,
          { what: 'The record of what was refused', seconds: 10 },
        );
        assert.equal(await recorded({ ...range, decision: 'allow' }), 0);
        const earlier = { from: 0, below: sequence, decision: 'allow' };
        assert.ok((await recorded(earlier)) > 0);
        t.diagnostic(
          `change ${sequence}: ${late.length} calls after it, all refused; ${calls.length} in all`,
        );
      },
    );
  });

test('answers that stream end at both replicas', async () => {
  const { endpoint } = place;
  const caller = new RawCaller({ endpoint, token: grant.token });
  let open = 0;
  const streams = ports().map(async port => {
    open += 1;
    // Longer than the test may take: only the stop ends it.
    const answer = await caller.call(port, {
      ...{ tool: SLOW, args: { it: 'slow', steps: 60 } },
    });
    open -= 1;
    return answer;
  });
  await waitFor(async () => place.server.sessions !== undefined && open === 2, {
    what: 'Streams',
    seconds: 5,
  });
  await new Promise(resolve => {
    setTimeout(resolve, 500);
  });
  assert.equal(open, 2, 'both stream');
  const { undo } = await ENDINGS.server.act(place.as);
  try {
    const answers = await Promise.all(streams);
    for (const { allowed } of answers) assert.equal(allowed, false);
  } finally {
    await undo();
  }
});
