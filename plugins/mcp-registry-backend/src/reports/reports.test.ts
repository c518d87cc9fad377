import type { PermissionsService } from '@backstage/backend-plugin-api';
import { TestDatabases } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { serverEntity } from '../__testUtils__/entities';
import { giveGrant, publish } from '../__testUtils__/giveGrant';
import { person } from '../__testUtils__/people';
import {
  startRegistry,
  type TestRegistry,
} from '../__testUtils__/startRegistry';
import { NO_CHECKS_REQUIRED } from '../checks/readCheckSettings';

const REF = 'api:default/everything';
const DAY = 86_400;
const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const [alice, bob, carol, dave] = ['alice', 'bob', 'carol', 'dave'].map(name =>
  person(name),
);

/** Lets everybody do everything but read all calls. */
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

describe.each(databases.eachSupportedId())('compliance report on %s', id => {
  let registry: TestRegistry;
  let grant: string;

  beforeEach(async () => {
    registry = await startRegistry({
      ...{ knex: await databases.init(id), entities: [serverEntity()] },
      checkSettings: { required: NO_CHECKS_REQUIRED },
      permissions: exceptAudit,
    });
    await registry.sync.run();
    await publish(registry, { serverRef: REF, by: bob, approver: carol });
    grant = await giveGrant(registry, { serverRef: REF, to: alice, by: bob });
  });

  const day = (days: number) =>
    new Date(registry.state.now.getTime() + days * DAY * 1000).toISOString();
  const around = () => ({ from: day(-1), to: day(1) });
  const section = async (caller: typeof bob, name: string, period = around()) =>
    (await registry.reports.report(caller, period)).sections.find(
      ({ id: is }) => is === name,
    );
  const cells = async (caller: typeof bob, name: string, period = around()) => {
    const { columns = [], rows = [] } =
      (await section(caller, name, period)) ?? {};
    return rows.map(row =>
      Object.fromEntries(row.map((cell, index) => [columns[index], cell])),
    );
  };

  it('says who had access to what, why, and on whose word', async () => {
    expect(await cells(carol, 'access')).toMatchObject([
      {
        ...{ server: REF, holder: 'user:default/alice', tools: 'all' },
        ...{ purpose: 'To look at orders', grantedBy: 'user:default/bob' },
        ...{ state: 'active', owner: 'group:default/data-platform' },
      },
    ]);
    expect(await cells(carol, 'approvals')).toMatchObject([
      {
        ...{ server: REF, version: '1', state: 'approved' },
        ...{ submittedBy: 'user:default/bob', verdict: 'approve' },
        verdictBy: 'user:default/carol',
      },
    ]);
  });

  it('holds what lived at some moment of the period, and nothing else', async () => {
    const before = { from: day(-9), to: day(-8) };
    expect(await cells(carol, 'access', before)).toEqual([]);
    registry.wait(10 * DAY);
    await registry.grants.revoke(alice, { id: grant, reason: 'done' });
    const revokedAt = registry.state.now.toISOString();
    registry.wait(10 * DAY);
    const during = { from: day(-15), to: day(-5) };
    expect(await cells(carol, 'access', during)).toMatchObject([
      { endedAt: revokedAt, endReason: 'done', state: 'revoked' },
    ]);
    expect(await cells(carol, 'access')).toEqual([]);
    expect(await cells(carol, 'approvals', during)).toEqual([]);
  });

  it('shows owners their servers, others nothing, and only those who see all what is about more', async () => {
    expect(await cells(bob, 'access')).toHaveLength(1);
    expect(await section(bob, 'stops')).toBeUndefined();
    expect(await section(carol, 'stops')).toMatchObject({ total: 0 });
    const { isOfAll, sections } = await registry.reports.report(dave, around());
    expect(isOfAll).toBe(false);
    expect(sections.map(({ total }) => total)).toEqual([0, 0, 0, 0, 0]);
    const file = { ...around(), section: 'stops' };
    await expect(registry.reports.csv(bob, file)).rejects.toMatchObject({
      code: 'report.no-section',
    });
    await expect(registry.reports.csv(carol, file)).resolves.toContain('kind');
  });

  it('is a file that no spreadsheet runs', async () => {
    await registry.database.knex('grants').update({ purpose: '=1+1' });
    const csv = await registry.reports.csv(carol, {
      ...around(),
      section: 'access',
    });
    const [head, row, ...rest] = csv.trim().split('\n');
    expect(head).toMatch(/^server,owner,risk,/);
    expect(row).toContain(",'=1+1,");
    expect(rest).toEqual([]);
  });

  it('refuses times that are none', async () => {
    for (const [from, to] of [
      [day(1), day(-1)],
      [day(-500), day(1)],
      ['yesterday', day(1)],
    ]) {
      await expect(
        registry.reports.report(carol, { from, to }),
      ).rejects.toMatchObject({ code: 'report.period' });
    }
  });

  it('counts what it does not show', async () => {
    const row = await registry.database.knex('grants').first();
    const more = Array.from({ length: 1200 }, (_, index) => ({
      ...row,
      id: `grant-${index}`,
    }));
    await registry.database.knex.batchInsert('grants', more, 40);
    const shown = await section(carol, 'access');
    expect(shown).toMatchObject({ total: 1201 });
    expect(shown?.rows).toHaveLength(1000);
  });
});
