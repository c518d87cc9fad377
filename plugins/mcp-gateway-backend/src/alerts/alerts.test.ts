import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { createHmac } from 'node:crypto';
import type { Knex } from 'knex';
import { applyDatabaseMigrations } from '../database/migrate';
import { exampleCall } from '../evidence/__testUtils__/exampleCall';
import { saveInChain } from '../evidence/__testUtils__/saveInChain';
import type { CallRecord } from '../evidence/types';
import { AlertCourier } from './AlertCourier';
import { AlertEngine } from './AlertEngine';
import { CallSource } from './facts/CallSource';
import { CheckSource } from './facts/CheckSource';
import type { FactPage, FactSource } from './facts/FactSource';
import { uuidBound } from './facts/uuidBound';
import { notificationRoute } from './routes/notificationRoute';
import { webhookRoute } from './routes/webhookRoute';
import { AlertActions } from './store/AlertActions';
import { AlertStore } from './store/AlertStore';
import type { AlertRoute } from './types';

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const BEGIN = Date.UTC(2026, 10, 23, 8);
const MINUTE = 60_000;
const SERVER = 'api:default/orders';

jest.setTimeout(120_000);

/** Ids as the gateway makes them, at a time of the test's own. */
const idAt = (ms: number, n: number) =>
  `${uuidBound(ms).slice(0, 24)}${n.toString(16).padStart(12, '0')}`;

describe.each(databases.eachSupportedId())('alerts on %s', databaseId => {
  let database: Knex;
  let now: number;
  let numbered = 0;
  const logger = mockServices.logger.mock();
  const document = { owner: 'group:default/data-platform' };
  const directory = { get: () => document as never };
  const sent: string[] = [];
  const route: AlertRoute = {
    id: 'test',
    send: async (alert, what) => {
      sent.push(`${what} ${alert.detector} ${alert.severity}`);
    },
  };
  const failing: AlertRoute = {
    id: 'failing',
    send: jest.fn(async () => {
      throw new Error('away');
    }),
  };
  const settings = {
    ...{ enabled: true, off: new Set<never>(), decoys: ['dump'] },
    ...{ recipients: [], notifyFrom: 'low' as const, quiet: [], webhooks: [] },
    reactions: [],
  };

  beforeEach(async () => {
    database = await databases.init(databaseId);
    await applyDatabaseMigrations(database);
    now = BEGIN;
    sent.length = 0;
    jest.clearAllMocks();
  });

  const save = (...args: [CallRecord[], Parameters<typeof saveInChain>[2]?]) =>
    saveInChain(database, ...args);
  const call = (at: number, more: Parameters<typeof exampleCall>[0] = {}) =>
    exampleCall({
      id: idAt(at, (numbered += 1)),
      at: new Date(at).toISOString(),
      ...more,
    });
  const engine = (
    sources: FactSource[] = [
      CallSource.create({
        ...{ database, directory },
        teams: { of: async () => new Map() },
      }),
    ],
    more: Partial<Parameters<typeof AlertEngine.create>[0]> = {},
  ) =>
    AlertEngine.create({
      ...{ database, sources, directory, settings, logger },
      routes: [{ id: 'test', from: 'medium' }],
      clock: () => now,
      ...more,
    });
  const courier = (routes = [route]) =>
    AlertCourier.create({
      ...{ database, routes, logger, alerts: AlertStore.create({ database }) },
      clock: () => now,
    });
  const list = () => AlertStore.create({ database }).list({ limit: 50 });

  it('finds what is new once, in whatever order calls are written, and after a restart', async () => {
    await engine().run();
    await save([call(now, { tool: 'dump' })]);
    now += 5_000;
    await engine().run();
    await engine().run();
    const eve = call(BEGIN + 10, {
      ...{ tool: 'dump', user: 'user:default/eve', outcome: 'pending' },
    });
    // It began before the other and is written after it.
    const bob = call(BEGIN - 1, { tool: 'dump', user: 'user:default/bob' });
    await save([bob, eve]);
    await engine().run();
    const { items } = await list();
    expect(items.map(({ who, times, state }) => [who, times, state])).toEqual([
      ['user:default/alice', 1, 'open'],
    ]);
    now += 15 * MINUTE;
    await engine().run();
    // Of an intent whose end nobody will hear of, what is known counts.
    const found = async () =>
      (await list()).items.map(({ who, times }) => [who, times]).sort();
    const both = [
      ['user:default/alice', 1],
      ['user:default/eve', 1],
    ];
    expect(await found()).toEqual(both);
    // Somebody heard of it after all.
    await save([{ ...eve, outcome: 'ok' }], { at: now });
    now += MINUTE;
    await engine().run();
    expect(await found()).toEqual(both);
    now += 31 * 24 * 60 * MINUTE;
    await engine().run();
    expect(await database('alert_seen_calls')).toEqual([]);
  });

  it('looks at what a replica could bring only hours later, and at calls of which it was killed', async () => {
    await engine().run();
    now += 3 * 60 * MINUTE;
    await save([call(now, { tool: 'dump' })]);
    await engine().run();
    const [ended, killed] = ['ok', 'pending'].map(outcome =>
      call(BEGIN + MINUTE, {
        ...{ tool: 'dump', user: `user:default/${outcome}` },
        outcome: outcome as CallRecord['outcome'],
      }),
    );
    await save([ended, killed], { writer: 'w2', at: BEGIN + 2 * MINUTE });
    await engine().run();
    await save([{ ...killed, outcome: 'ok' }], { writer: 'w2', at: now });
    await engine().run();
    const { items } = await list();
    expect(items.map(({ who, times }) => [who, times]).sort()).toEqual([
      ...[
        ['user:default/alice', 1],
        ['user:default/ok', 1],
        ['user:default/pending', 1],
      ],
    ]);
  });

  it('counts a call that changes things once, when its end comes with another page than its intent', async () => {
    await engine().run();
    const changing = call(BEGIN + 1, { tool: 'dump', outcome: 'pending' });
    const others = Array.from({ length: 999 }, (_, i) => call(BEGIN + 2 + i));
    await save([changing, ...others, { ...changing, outcome: 'ok' }]);
    now += MINUTE;
    await engine().run();
    const { items } = await list();
    expect(items.map(({ times }) => times)).toEqual([1]);
  });

  it('reads replicas side by side, and one that is switched on late only what is not too old to learn from', async () => {
    const of = async (writer: string, from: number, count: number) => {
      await save(
        Array.from({ length: count }, (_, i) => call(from + i * 100)),
        { writer },
      );
      await database('audit_writers')
        .where({ writer })
        .update({ started_at: new Date(from).toISOString() });
    };
    await of('old', BEGIN - 40 * 86_400_000, 10);
    await of('w1', BEGIN, 1_500);
    await of('w2', BEGIN + 50, 1_500);
    const source = CallSource.create({
      ...{ database, directory },
      teams: { of: async () => new Map() },
    });
    now += 10 * MINUTE;
    let position = source.begin(now);
    const read: number[][] = [];
    for (let isFull = true; isFull; ) {
      const page = await source.read(position, now);
      await database.transaction(async tx => await page.keep?.(tx));
      ({ position, isFull } = page);
      read.push(page.facts.map(({ at }) => at));
    }
    expect(read.flat()).toHaveLength(3_000);
    expect(read.length).toBeGreaterThan(3);
    expect(read.flat()).toEqual([...read.flat()].sort((a, b) => a - b));
  });

  it('goes on where it was after an update and after a way back, with nothing twice', async () => {
    const { up, down } = jest.requireActual(
      `${__dirname}/../../migrations/20261130170000_alerts_read_chains.js`,
    );
    await engine().run();
    const looked = [call(BEGIN + 1), call(BEGIN + 2)];
    await save(looked);
    now += MINUTE;
    await engine().run();
    await save([call(BEGIN + 3)]);
    await save([call(BEGIN + 4)], { writer: 'w2' });
    await down(database);
    const seen = await database('alert_seen_calls').pluck('id');
    expect(seen.sort()).toEqual(looked.map(({ id }) => id).sort());
    await up(database);
    const places = await database('alert_read_chains').orderBy('writer');
    expect(places.map(({ writer, seq }) => [writer, Number(seq)])).toEqual([
      ['w1', 2],
      ['w2', 0],
    ]);
    now += MINUTE;
    await engine().run();
    const [row] = await database('alert_states').where({ detector: 'volume' });
    expect(JSON.parse(row.state).day.sum).toBe(4);
  });

  it('learns from what was before, and raises nothing of it', async () => {
    const before = BEGIN - 3 * 86_400_000;
    await save([call(before, { tool: 'dump' })]);
    await engine().run();
    expect((await list()).items).toEqual([]);
    expect(
      await database('alert_states').where({ detector: 'volume' }),
    ).toHaveLength(1);
  });

  it('runs on two replicas at once and counts each call once', async () => {
    await engine().run();
    await save([call(now, { tool: 'dump' })]);
    now += 5_000;
    await Promise.all([engine().run(), engine().run()]);
    await engine().run();
    const { items } = await list();
    expect(items.map(({ times }) => times)).toEqual([1]);
    const [row] = await database('alert_states').where({ detector: 'volume' });
    expect(JSON.parse(row.state).day.sum).toBe(1);
  });

  it('reads many calls page by page, each once: what comes late, what a failure held up, what another replica took', async () => {
    const many = Array.from({ length: 2_300 }, (_, i) =>
      call(BEGIN + MINUTE + i),
    );
    await engine().run();
    now += 5 * MINUTE;
    await save(many);
    const source = CallSource.create({
      ...{ database, directory },
      teams: { of: async () => new Map() },
    });
    const read = jest.fn();
    const shaky: FactSource = {
      ...{ id: 'calls', begin: at => source.begin(at) },
      read: async (...args) => {
        const page = await source.read(...args);
        read(page.facts.length);
        now += 1;
        const number = read.mock.calls.length;
        // They began before those that were just read.
        if (number === 1) {
          await save([call(BEGIN + 1), call(BEGIN + MINUTE + 5)]);
        }
        return {
          ...page,
          keep: async tx => {
            await page.keep?.(tx);
            if (number === 2) throw new Error('killed');
          },
        };
      },
    };
    await engine([shaky]).run();
    await engine([shaky]).run();
    expect(logger.warn).toHaveBeenCalledTimes(1);
    await Promise.all([engine([shaky]).run(), engine().run()]);
    await engine([shaky]).run();
    const [row] = await database('alert_states').where({ detector: 'volume' });
    expect(JSON.parse(row.state).day.sum).toBe(2_302);
    expect(read.mock.calls.slice(0, 4)).toEqual([
      ...[[1_000], [1_000], [1_000], [302]],
    ]);
    expect(await database('alert_seen_calls')).toEqual([]);
  });

  /** Says of a tool what the test says. */
  const drifting = (departures: (string | undefined)[]): FactSource => ({
    id: 'drift',
    begin: () => '0',
    read: async (position): Promise<FactPage> => ({
      facts: departures
        .slice(Number(position), Number(position) + 1)
        .map(departure => ({
          ...{ kind: 'drift', at: now, serverRef: SERVER, tool: 'get' },
          departure,
        })),
      position: String(Math.min(departures.length, Number(position) + 1)),
      isFull: false,
    }),
  });

  it('says a result once, another result again, and that it is over', async () => {
    const source = drifting([
      ...['added', 'added', 'changed', undefined, undefined, 'changed'],
    ]);
    const told: string[][] = [];
    for (let i = 0; i < 6; i += 1) {
      now += MINUTE;
      await engine([source]).run();
      await courier().run();
      told.push(sent.splice(0));
    }
    expect(told).toEqual([
      ['raised drift medium'],
      [],
      ['changed drift high'],
      ['retracted drift high'],
      [],
      ['reopened drift high'],
    ]);
    expect((await list()).items).toMatchObject([
      { owner: 'group:default/data-platform', times: 3, state: 'open' },
    ]);
  });

  it('does not say what was over before anybody heard of it', async () => {
    const source = drifting(['changed', undefined]);
    const quiet = [{ from: 0, to: 12 * 60, below: 'critical' as const }];
    for (let i = 0; i < 2; i += 1) {
      await engine([source], { settings: { ...settings, quiet } }).run();
    }
    now += 24 * 60 * MINUTE;
    await courier().run();
    expect(sent).toEqual([]);
    expect((await list()).items).toMatchObject([{ state: 'resolved' }]);
  });

  it('tells it when the quiet period is over', async () => {
    const quiet = [{ from: 0, to: 12 * 60, below: 'critical' as const }];
    await engine([drifting(['changed'])], {
      settings: { ...settings, quiet },
    }).run();
    await courier().run();
    expect(sent).toEqual([]);
    now = Date.UTC(2026, 10, 23, 12);
    await courier().run();
    expect(sent).toEqual(['raised drift high']);
    await courier().run();
    expect(sent).toHaveLength(1);
  });

  it('tries a way that does not answer again, later and later, and in the end no more; others hear at once', async () => {
    const routes = [
      { id: 'failing', from: 'low' as const },
      { id: 'test', from: 'low' as const },
    ];
    await engine([drifting(['changed'])], { routes }).run();
    await courier([failing, route]).run();
    await courier([failing, route]).run();
    expect(sent).toEqual(['raised drift high']);
    expect(failing.send).toHaveBeenCalledTimes(1);
    for (let i = 0; i < 30; i += 1) {
      now += 60 * MINUTE;
      await courier([failing, route]).run();
    }
    expect(failing.send).toHaveBeenCalledTimes(12);
    expect(await database('alert_messages')).toEqual([]);
  });

  it('goes on with other sources when one fails, and keeps its place', async () => {
    let isDown = true;
    const source = drifting(['changed']);
    const shaky: FactSource = {
      ...source,
      read: async (...args) => {
        if (isDown) throw new Error('down');
        return await source.read(...args);
      },
    };
    const other = { ...drifting(['added']), id: 'other' };
    await engine([
      shaky,
      {
        ...other,
        read: async (...args) => {
          const page = await other.read(...args);
          return {
            ...page,
            facts: page.facts.map(fact => ({ ...fact, tool: 'b' })),
          };
        },
      },
    ]).run();
    expect((await list()).items).toHaveLength(1);
    isDown = false;
    await engine([shaky]).run();
    expect((await list()).items).toHaveLength(2);
  });

  it('hears what checks say of servers that there are, and when it is over', async () => {
    const source = CheckSource.create({
      database,
      directory: {
        get: ref => (ref === SERVER ? (document as never) : undefined),
      },
    });
    const say = async (outcome: 'pass' | 'fail', serverRef = SERVER) => {
      await source.take([
        { kind: 'check', at: now + 1, serverRef, check: 'Contents', outcome },
      ]);
      await engine([source]).run();
      await courier().run();
    };
    await engine([source]).run();
    now += MINUTE;
    await say('fail', 'api:default/unknown');
    await say('pass');
    await say('fail');
    await say('fail');
    await say('pass');
    expect(sent).toEqual(['raised checks high', 'retracted checks high']);
    expect(await database('alert_facts')).toEqual([]);
  });

  it('takes people’s word, of two at once the first, and keeps who said what and why', async () => {
    await engine([drifting(['changed'])]).run();
    const [{ id }] = (await list()).items;
    const actions = AlertActions.create({ database, clock: () => now });
    const by = 'user:default/bob';
    expect(await actions.act(id, { action: 'acknowledge', by })).toBe(true);
    now += 1000;
    const both = await Promise.all(
      ['user:default/bob', 'user:default/carol'].map(who =>
        actions.act(id, { action: 'dismiss', by: who, reason: 'A release' }),
      ),
    );
    expect(both.filter(Boolean)).toHaveLength(1);
    const history = await AlertStore.create({ database }).historyOf(id);
    expect(history.map(({ what }) => what)).toEqual([
      ...['dismiss', 'acknowledge', 'raised'],
    ]);
    expect(history[0]).toMatchObject({ reason: 'A release' });
  });

  it('pages, filters by owner, and forgets what is old and over', async () => {
    const store = AlertStore.create({ database });
    const many: FactSource = {
      ...drifting([]),
      read: async position => ({
        facts: Array.from({ length: position === '0' ? 7 : 0 }, (_, i) => ({
          ...{ kind: 'drift', at: now + i, serverRef: SERVER, tool: `t${i}` },
          departure: 'added',
        })),
        ...{ position: '1', isFull: false },
      }),
    };
    await engine([many]).run();
    const seen: (string | undefined)[] = [];
    let cursor: string | undefined;
    do {
      const page = await store.list({ limit: 3, cursor });
      seen.push(...page.items.map(({ tool }) => tool));
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen).toEqual(['t6', 't5', 't4', 't3', 't2', 't1', 't0']);
    const owned = (owner: string) => store.list({ limit: 50, owners: [owner] });
    expect((await owned('group:default/other')).items).toEqual([]);
    expect((await owned(document.owner)).items).toHaveLength(7);
    await expect(store.list({ limit: 3, cursor: 'x' })).rejects.toThrow(
      'not one that this list gave',
    );
    const [{ id }] = (await list()).items;
    const actions = AlertActions.create({ database, clock: () => now });
    await actions.act(id, { action: 'resolve', by: 'user:default/bob' });
    await store.cleanUp(new Date(now + 86_400_000));
    expect((await list()).items).toHaveLength(6);
    expect(await database('alert_events').where({ alert_id: id })).toEqual([]);
  });

  it('signs what goes to a webhook, and makes no link or call to everybody of a name', async () => {
    const hostile = `<!channel> <https://evil.example|click> *x*`;
    const source = {
      ...drifting([]),
      read: async (): Promise<FactPage> => ({
        facts: [
          {
            ...{ kind: 'drift', at: now, serverRef: SERVER, tool: hostile },
            departure: 'added',
          },
        ],
        ...{ position: '1', isFull: false },
      }),
    };
    await engine([source]).run();
    const [alert] = (await list()).items;
    const fetch = jest.fn(async () => new Response(null, { status: 204 }));
    const secret = 'a-secret-of-a-test-only';
    const of = (format: 'json' | 'slack', status = 204) => {
      fetch.mockResolvedValue(new Response(null, { status }));
      return webhookRoute({
        settings: {
          ...{ name: 'siem', url: 'https://siem.example', format, secret },
          from: 'low',
        },
        ...{ fetch, portalUrl: 'https://portal.example/', clock: () => now },
      });
    };
    const signal = AbortSignal.timeout(5_000);
    await of('json').send(alert, 'raised', signal);
    const [, init] = fetch.mock.calls[0] as unknown as [string, RequestInit];
    const signature = new Headers(init.headers).get('Sallyport-Signature');
    const [, seconds, mac] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(signature!)!;
    expect(mac).toBe(
      createHmac('sha256', secret)
        .update(`${seconds}.${init.body}`)
        .digest('hex'),
    );
    expect(JSON.parse(String(init.body))).toMatchObject({
      ...{ version: 1, what: 'raised', detector: 'drift', severity: 'medium' },
      link: `https://portal.example/ai-tools/operations?view=alerts&alert=${alert.id}`,
    });
    await of('slack').send(alert, 'raised', signal);
    const [, slack] = fetch.mock.calls[1] as unknown as [string, RequestInit];
    const { text } = JSON.parse(String(slack.body));
    expect(text).not.toContain('<!channel>');
    expect(text).not.toContain('<https://evil');
    expect(text).toContain('|Open in the portal>');
    await expect(of('json', 500).send(alert, 'raised', signal)).rejects.toThrow(
      'It answered 500',
    );
  });

  it('notifies the owner and the groups that hear of all, in one entry for each alert', async () => {
    await engine([drifting(['changed'])]).run();
    const [alert] = (await list()).items;
    const send = jest.fn();
    await notificationRoute({
      notifications: { send },
      recipients: ['group:default/security'],
    }).send(alert, 'raised', AbortSignal.timeout(1_000));
    expect(send).toHaveBeenCalledWith({
      recipients: {
        type: 'entity',
        entityRef: ['group:default/data-platform', 'group:default/security'],
      },
      payload: expect.objectContaining({
        title: 'A tool is not as it was approved (api:default/orders)',
        ...{ severity: 'high', scope: `mcp-alert:${alert.id}` },
      }),
    });
  });
});
