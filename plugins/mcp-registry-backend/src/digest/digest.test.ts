import type { PermissionsService } from '@backstage/backend-plugin-api';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type { NotificationSendOptions } from '@backstage/plugin-notifications-node';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { serverEntity } from '../__testUtils__/entities';
import { person } from '../__testUtils__/people';
import {
  startRegistry,
  type TestRegistry,
} from '../__testUtils__/startRegistry';
import { DigestSender } from './DigestSender';
import type { GatewayDigest } from './digestSchema';
import { readDigestSettings } from './readDigestSettings';

const REF = 'api:default/everything';
const OWNER = 'group:default/data-platform';
const [alice, bob, carol, dave] = ['alice', 'bob', 'carol', 'dave'].map(name =>
  person(name),
);
const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const DAY_S = 86_400;

const exceptAudit: PermissionsService = {
  authorize: async requests =>
    requests.map(({ permission }) => ({
      result:
        permission.name === 'mcp.audit.read'
          ? AuthorizeResult.DENY
          : AuthorizeResult.ALLOW,
    })),
  authorizeConditional: async requests =>
    requests.map(() => ({ result: AuthorizeResult.ALLOW })),
};

jest.setTimeout(60_000);

const numbers = (calls: number) => ({
  ...{ calls, errors: 2, refused: 12, tokensIn: 10, tokensOut: 20 },
});
const used = (calls: number): GatewayDigest => ({
  ...{ totals: numbers(calls), before: numbers(1), people: 17 },
  servers: [{ ...numbers(calls), name: REF }],
  refusals: [
    {
      ...{ reason: 'grant.tool-not-covered', serverRef: REF },
      ...{ tool: 'refund', count: 9 },
    },
  ],
  ...{ unusedTools: [], budgets: [] },
  alerts: { total: 3, open: 1, items: [] },
});
const nothing: GatewayDigest = {
  ...used(0),
  totals: { calls: 0, errors: 0, refused: 0, tokensIn: 0, tokensOut: 0 },
  ...{ refusals: [], servers: [], people: 0 },
  alerts: { total: 0, open: 0, items: [] },
};

describe.each(databases.eachSupportedId())("owners' digest on %s", id => {
  let registry: TestRegistry;
  let usage: GatewayDigest | undefined;
  const sent: NotificationSendOptions[] = [];

  beforeEach(async () => {
    usage = used(1_204);
    sent.length = 0;
    registry = await startRegistry({
      knex: await databases.init(id),
      entities: [serverEntity()],
      permissions: exceptAudit,
      digestReader: { read: async () => usage },
    });
    await registry.sync.run();
    const { digest } = await registry.submissions.submit(bob, {
      serverRef: REF,
    });
    await registry.revisionDecisions.decide(carol, {
      digest,
      decision: { decision: 'approve', reason: 'seen' },
    });
  });

  const ask = async (days: number) =>
    await registry.accessRequests.create(alice, {
      ...{ serverRef: REF, subject: alice.userEntityRef, durationDays: days },
      ...{ tools: { kind: 'all' }, purpose: 'Orders of last month' },
    });
  const grant = async (days: number) => {
    const request = await ask(days);
    await registry.accessDecisions.decide(bob, {
      id: request.id,
      decision: { decision: 'approve' },
    });
  };
  const period = () => {
    const to = registry.state.now.toISOString();
    const from = new Date(+registry.state.now - 7 * DAY_S * 1000);
    return { from: from.toISOString(), to };
  };
  const sender = () =>
    DigestSender.create({
      database: registry.database,
      clock: { now: () => registry.state.now },
      digests: registry.digests,
      logger: mockServices.logger.mock(),
      notifications: {
        send: async message => {
          sent.push(message);
        },
      },
    });

  it('says what happened, what waits, what ends and what nobody used', async () => {
    await grant(60);
    registry.wait(8 * DAY_S);
    await grant(10);
    await ask(30);
    registry.state.used = {
      knownSince: '2026-11-01T00:00:00.000Z',
      items: new Map(),
    };
    const { digest, owners } = await registry.digests.read(bob, period());
    expect(owners).toEqual([OWNER]);
    expect(digest).toMatchObject({
      ...{ owner: OWNER, servers: 1 },
      usage: { totals: { calls: 1_204 }, people: 17 },
      waiting: { requests: 1, versions: 0, exceptions: 0 },
      // The one of before the time: the other one is too new to be unused.
      unusedGrants: { total: 1, items: [{ subject: alice.userEntityRef }] },
      ends: [{ kind: 'grant', serverRef: REF, what: alice.userEntityRef }],
    });
  });

  it('tells of checks that turned bad since the approval, and of tools that are held back', async () => {
    const [{ digest }] = await registry.database.knex('revisions');
    const alert = (check_id: string, outcome: string, at: string) => ({
      ...{ digest, check_id, outcome, at, serious: '[]' },
    });
    const approvedAt = registry.state.now.toISOString();
    registry.wait(DAY_S);
    const now = registry.state.now.toISOString();
    await registry.database.knex('check_alerts').delete();
    await registry.database.knex('check_alerts').insert([
      alert('advisories', 'fail', now),
      alert('reach', 'pass', now),
      // So it was when it was approved.
      alert('integrity', 'warn', approvedAt),
    ]);
    await registry.database
      .knex('servers')
      .update({ held_tools: JSON.stringify([{ name: 'a' }, { name: 'b' }]) });
    registry.wait(1);
    const { digest: shown } = await registry.digests.read(bob, period());
    expect(shown?.checks).toEqual([
      { serverRef: REF, check: 'advisories', outcome: 'fail', at: now },
    ]);
    expect(shown?.heldTools).toEqual([{ serverRef: REF, total: 2 }]);
  });

  it('does not call unused what nobody remembers', async () => {
    await grant(60);
    registry.wait(8 * DAY_S);
    registry.state.used = {
      knownSince: registry.state.now.toISOString(),
      items: new Map(),
    };
    const { digest } = await registry.digests.read(bob, period());
    expect(digest?.unusedGrants).toBeUndefined();
    usage = undefined;
    const again = await registry.digests.read(bob, period());
    expect(again.digest?.usage).toBeUndefined();
  });

  it('shows owners their own servers alone, and all to those who review', async () => {
    expect(await registry.digests.read(dave, period())).toEqual({ owners: [] });
    await expect(
      registry.digests.read(dave, { ...period(), owner: OWNER }),
    ).rejects.toMatchObject({ code: 'digest.no-owner' });
    await expect(
      registry.digests.read(bob, { ...period(), owner: 'group:default/x' }),
    ).rejects.toMatchObject({ code: 'digest.no-owner' });
    const { digest } = await registry.digests.read(carol, {
      ...{ ...period(), owner: OWNER },
    });
    expect(digest?.owner).toBe(OWNER);
    await expect(
      registry.digests.read(bob, { from: 'x', to: 'y' }),
    ).rejects.toMatchObject({ code: 'report.period' });
  });

  it('tells each owner once for each time, of all the time since', async () => {
    await ask(7);
    await Promise.all([sender().plan(), sender().plan()]);
    await sender().deliver();
    await sender().deliver();
    await sender().plan();
    await sender().deliver();
    expect(sent).toHaveLength(1);
    expect(sent[0]).toEqual({
      recipients: { type: 'entity', entityRef: OWNER },
      payload: {
        title: 'AI tools of data-platform: 1,204 calls by 17 people',
        description:
          '1 decision waits · 12 calls refused, most for refund of everything · 2 failed calls · 1 open alert.',
        link: expect.stringMatching(
          /^\/ai-tools\/digest\?owner=group%3Adefault%2Fdata-platform&first=2026-/,
        ),
        ...{ severity: 'low', topic: 'mcp-digest' },
        scope: `mcp-digest:${OWNER}`,
      },
    });
    registry.wait(3 * DAY_S);
    await sender().plan();
    await sender().deliver();
    const rows = await registry.database.knex('owner_digests').orderBy('to_at');
    expect(rows.map(({ state }) => state)).toEqual(['sent', 'sent']);
    expect(rows[1].from_at).toBe(rows[0].to_at);
  });

  it('waits for a gateway that is away, and gives up no time of it', async () => {
    usage = undefined;
    await sender().plan();
    await sender().deliver();
    expect(sent).toEqual([]);
    registry.wait(2 * DAY_S);
    await sender().deliver();
    usage = used(5);
    await sender().plan();
    await sender().deliver();
    const rows = await registry.database.knex('owner_digests').orderBy('to_at');
    expect(rows.map(({ state }) => state)).toEqual(['failed', 'sent']);
    expect(rows[1].from_at).toBe(rows[0].from_at);
    expect(sent).toHaveLength(1);
  });

  it('says nothing where there is nothing to say', async () => {
    usage = nothing;
    await sender().plan();
    await sender().deliver();
    expect(sent).toEqual([]);
    expect(
      await registry.database.knex('owner_digests').pluck('state'),
    ).toEqual(['empty']);
  });
});

describe('readDigestSettings', () => {
  const read = (digest?: object) =>
    readDigestSettings(
      mockServices.rootConfig({
        data: { mcpRegistry: { ...(digest && { digest: digest as never }) } },
      }),
    );

  it('is weekly without a word, and says what it cannot read', () => {
    expect(read()).toEqual({ enabled: true, cron: '0 7 * * 1' });
    expect(read({ enabled: false, cron: '0 6 1 * *' })).toEqual({
      ...{ enabled: false, cron: '0 6 1 * *' },
    });
    expect(() => read({ cron: 'weekly' })).toThrow('mcpRegistry.digest.cron');
  });
});
