import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { ResponseError } from '@backstage/errors';
import type {
  CheckFact,
  DriftFact,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Knex } from 'knex';
import { applyDatabaseMigrations } from '../../database/migrate';
import { CallStore } from '../../evidence/CallStore';
import { exampleCall } from '../../evidence/__testUtils__/exampleCall';
import { saveInChain } from '../../evidence/__testUtils__/saveInChain';
import { AlertEngine } from '../AlertEngine';
import { CallSource } from '../facts/CallSource';
import type { FactSource } from '../facts/FactSource';
import { uuidBound } from '../facts/uuidBound';
import { AlertActions } from '../store/AlertActions';
import { AlertStore } from '../store/AlertStore';
import { ReactionStore } from './ReactionStore';
import { Reactor } from './Reactor';
import type { ReactionRule } from './types';

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const BEGIN = Date.UTC(2026, 10, 23, 8);
const SERVER = 'api:default/orders';
const ALICE = 'user:default/alice';

jest.setTimeout(120_000);

const aRule = (over: Partial<ReactionRule> = {}): ReactionRule => ({
  ...{ name: 'decoys', version: '0123456789ab', detectors: ['decoy'] },
  ...{ from: 'high', reactions: ['pause-grant'], seconds: 3_600 },
  ...{ mode: 'enforce', exceptServers: [], exceptGroups: [] },
  ...{ groupGrants: false, liftWhenRetracted: true, ...over },
});

/** As the registry's door answers. */
async function refusal(statusCode: number, message: string) {
  const body = { error: { name: 'Error', message }, response: { statusCode } };
  return await ResponseError.fromResponse(
    new Response(JSON.stringify(body), {
      status: statusCode,
      headers: { 'Content-Type': 'application/json' },
    }),
  );
}

describe.each(databases.eachSupportedId())('reactions on %s', databaseId => {
  let database: Knex;
  let now: number;
  let rules: ReactionRule[];
  let facts: (DriftFact | CheckFact)[];
  let numbered = 0;
  const placeReaction = jest.fn();
  const withdrawReaction = jest.fn();
  const logger = mockServices.logger.mock();
  const routes = [{ id: 'test', from: 'medium' as const }];
  const document = {
    owner: 'group:default/data-platform',
    grants: [
      { id: 'g1', subject: ALICE, expiresAt: '2027-01-01T00:00:00.000Z' },
      { id: 'g0', subject: ALICE, expiresAt: '2026-01-01T00:00:00.000Z' },
    ],
  };
  const directory = { get: () => document as never };

  beforeEach(async () => {
    database = await databases.init(databaseId);
    await applyDatabaseMigrations(database);
    now = BEGIN;
    rules = [aRule()];
    facts = [];
    jest.resetAllMocks();
    placeReaction.mockImplementation(async ({ subjects }) => ({
      stops: subjects.map((subject: string) => ({
        id: `s-${subject}`,
        subject,
      })),
      endsAt: new Date(now + 3_600_000).toISOString(),
    }));
    withdrawReaction.mockResolvedValue({ stops: [], endsAt: '' });
  });

  const calls = () => CallStore.create({ database });
  const drifting: FactSource = {
    id: 'drift',
    begin: () => '0',
    read: async position => ({
      facts: facts.splice(0),
      position: String(Number(position) + 1),
      isFull: false,
    }),
  };
  /** Looks at what is new, and does what rules say: once. */
  const run = async () => {
    await AlertEngine.create({
      ...{ database, directory, routes, logger, clock: () => now },
      sources: [
        CallSource.create({
          ...{ database, directory },
          teams: { of: async () => new Map() },
        }),
        drifting,
      ],
      settings: {
        ...{ enabled: true, off: new Set(), decoys: ['dump'] },
        ...{ recipients: [], notifyFrom: 'low', quiet: [], webhooks: [] },
        reactions: rules,
      },
    }).run();
    await Reactor.create({
      ...{ database, directory, routes, logger, clock: () => now },
      store: ReactionStore.create({ database }),
      alerts: AlertStore.create({ database }),
      calls: calls(),
      teams: {
        of: async refs =>
          new Map(refs.map(ref => [ref, ['group:default/web-team']])),
      },
      registry: { placeReaction, withdrawReaction },
    }).run();
  };
  const callDecoy = async () => {
    const id = `${uuidBound(now).slice(0, 24)}${(numbered += 1)
      .toString(16)
      .padStart(12, '0')}`;
    await saveInChain(database, [
      exampleCall({
        ...{ id, at: new Date(now).toISOString(), tool: 'dump' },
        ...{ serverRef: SERVER, grantId: 'g1' },
      }),
    ]);
    now += 5_000;
  };
  const drift = (departure?: string) =>
    facts.push({
      ...{ kind: 'drift', at: now, serverRef: SERVER, tool: 'echo' },
      ...(departure && { departure }),
    });
  const done = async () => {
    const store = AlertStore.create({ database });
    const { items } = await store.list({ limit: 5 });
    const reactions = await ReactionStore.create({ database }).of(
      items.map(({ id }) => id),
    );
    return [...reactions.values()].flat();
  };
  const history = async () => {
    const store = AlertStore.create({ database });
    const [alert] = (await store.list({ limit: 1 })).items;
    return (await store.historyOf(alert.id)).map(({ what }) => what);
  };
  const messages = async () => await database('alert_messages').pluck('what');

  it('does what the rule says, once, and writes down by which rule and for which alert', async () => {
    await run();
    await callDecoy();
    await run();
    await run();
    await callDecoy();
    await run();
    expect(placeReaction).toHaveBeenCalledTimes(1);
    const [reaction] = await done();
    expect(placeReaction.mock.calls[0][0]).toMatchObject({
      ...{ id: reaction.id, alertId: reaction.alertId, kind: 'grant' },
      ...{ rule: 'decoys', ruleVersion: '0123456789ab', subjects: ['g1'] },
      ...{ seconds: 3_600, about: ALICE, severity: 'critical' },
      reason: 'By the rule decoys: Called dump, which nobody should call.',
    });
    expect(reaction).toMatchObject({
      ...{ state: 'done', stops: ['s-g1'] },
      targets: [{ subject: 'g1', serverRef: SERVER }],
    });
    expect(await history()).toEqual(['reacted', 'raised']);
  });

  it('only says what it would do, where it observes', async () => {
    rules = [aRule({ mode: 'observe', reactions: ['pause-grant', 'step-up'] })];
    await run();
    await callDecoy();
    await run();
    expect(placeReaction).not.toHaveBeenCalled();
    expect(
      (await done()).map(({ kind, state, targets, stops }) => [
        ...[kind, state, stops.length],
        targets.map(({ subject }) => subject).join(),
      ]),
    ).toEqual([
      ['pause-grant', 'observed', 0, 'g1'],
      ['step-up', 'observed', 0, ALICE],
    ]);
    expect(await history()).toEqual(
      expect.arrayContaining(['would-react', 'raised']),
    );
  });

  it.each<[string, Partial<ReactionRule>]>([
    ['excepted', { exceptGroups: ['group:default/web-team'] }],
    ['excepted', { exceptServers: [SERVER] }],
    ['no-grant', { groupGrants: true, exceptGroups: ['group:default/nobody'] }],
  ])('does nothing where that is %s, and says so', async (why, over) => {
    rules = [aRule(over)];
    if (why === 'no-grant') document.grants[0].subject = 'user:default/bob';
    try {
      await run();
      await callDecoy();
      await run();
      expect(placeReaction).not.toHaveBeenCalled();
      expect(await done()).toMatchObject([{ state: 'impossible', why }]);
    } finally {
      document.grants[0].subject = ALICE;
    }
  });

  it('tries again while the registry is away, with the same id, and says so meanwhile', async () => {
    await run();
    await callDecoy();
    placeReaction.mockRejectedValueOnce(new Error('connect ECONNREFUSED'));
    placeReaction.mockRejectedValueOnce(await refusal(429, 'Enough for now.'));
    await run();
    expect(await done()).toMatchObject([
      { state: 'planned', why: 'away', tries: 1 },
    ]);
    await run();
    expect(placeReaction).toHaveBeenCalledTimes(1);
    now += 10_000;
    await run();
    expect(await done()).toMatchObject([
      { state: 'planned', tries: 2, detail: 'Enough for now.' },
    ]);
    now += 20_000;
    await run();
    const [reaction] = await done();
    expect(reaction.state).toBe('done');
    expect(reaction.why).toBeUndefined();
    const ids = placeReaction.mock.calls.map(([{ id }]) => id);
    expect(new Set(ids)).toEqual(new Set([reaction.id]));
    expect(ids).toHaveLength(3);
  });

  it('does not do what somebody has said meanwhile is nothing', async () => {
    await run();
    await callDecoy();
    placeReaction.mockRejectedValue(new Error('away'));
    await run();
    const [{ alertId }] = await done();
    await AlertActions.create({ database, clock: () => now }).act(alertId, {
      ...{ action: 'dismiss', by: 'user:default/carol', reason: 'A test' },
    });
    for (let nth = 0; nth < 3; nth += 1) {
      now += 60_000;
      await run();
    }
    expect(placeReaction).toHaveBeenCalledTimes(1);
    // It may have been heard all the same.
    expect(withdrawReaction).toHaveBeenCalledTimes(1);
    expect(await done()).toMatchObject([{ state: 'withdrawn' }]);
  });

  it('gives up when it is too late, or refused, and tells people', async () => {
    await run();
    await callDecoy();
    placeReaction.mockRejectedValue(new Error('away'));
    for (let nth = 0; nth < 30; nth += 1) {
      await run();
      now += 5 * 60_000;
    }
    expect(await done()).toMatchObject([{ state: 'failed', why: 'away' }]);
    expect(placeReaction.mock.calls.length).toBeLessThan(20);
    expect(await messages()).toEqual(['unreacted']);
    expect(await history()).toEqual(['not-reacted', 'raised']);
    expect(logger.warn).toHaveBeenCalled();
  });

  it('does not ask again for what the registry refuses', async () => {
    await run();
    await callDecoy();
    placeReaction.mockRejectedValue(
      await refusal(409, 'People cannot sign in again here.'),
    );
    await run();
    now += 60_000;
    await run();
    expect(placeReaction).toHaveBeenCalledTimes(1);
    expect(await done()).toMatchObject([
      {
        ...{ state: 'failed', why: 'refused' },
        detail: 'People cannot sign in again here.',
      },
    ]);
  });

  it.each([true, false])(
    'gives back what it held back when what was found holds no more, where the rule says so: %s',
    async liftWhenRetracted => {
      rules = [
        aRule({
          ...{ name: 'drift', detectors: ['drift'], from: 'medium' },
          ...{ reactions: ['suspend-server'], liftWhenRetracted },
        }),
      ];
      await run();
      drift('changed');
      await run();
      expect(placeReaction.mock.calls[0][0]).toMatchObject({
        ...{ kind: 'server', subjects: [SERVER] },
      });
      const { items } = await AlertStore.create({ database }).list({
        limit: 1,
      });
      // Also where somebody has settled it meanwhile.
      await AlertActions.create({ database, clock: () => now }).act(
        items[0].id,
        { action: 'resolve', by: 'user:default/bob', reason: 'Rolled back' },
      );
      now += 60_000;
      drift();
      await run();
      const [reaction] = await done();
      expect(reaction.state).toBe(liftWhenRetracted ? 'withdrawn' : 'done');
      expect(withdrawReaction.mock.calls.map(([id]) => id)).toEqual(
        liftWhenRetracted ? [reaction.id] : [],
      );
      // Found again it is another occasion.
      now += 60_000;
      drift('changed');
      await run();
      expect(placeReaction).toHaveBeenCalledTimes(2);
      expect((await done()).map(({ round }) => round)).toEqual([1, 0]);
    },
  );

  it('does not do what holds no more before it could be done', async () => {
    rules = [
      aRule({
        ...{ name: 'drift', detectors: ['drift'], from: 'medium' },
        reactions: ['suspend-server'],
      }),
    ];
    await run();
    placeReaction.mockRejectedValue(new Error('away'));
    drift('changed');
    await run();
    now += 10_000;
    drift();
    withdrawReaction.mockRejectedValueOnce(
      await refusal(404, 'No rule has held that back.'),
    );
    await run();
    expect(await done()).toMatchObject([{ state: 'withdrawn' }]);
    now += 600_000;
    await run();
    expect(placeReaction).toHaveBeenCalledTimes(1);
  });
});
