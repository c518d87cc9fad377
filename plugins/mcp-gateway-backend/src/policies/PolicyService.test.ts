import {
  mockServices,
  type TestDatabaseId,
  TestDatabases,
} from '@backstage/backend-test-utils';
import { systemClock } from '../access/Clock';
import { applyDatabaseMigrations } from '../database/migrate';
import { CompanyPolicies } from '../pipeline/policies/CompanyPolicies';
import { policyCaseSchema } from './policyCaseSchema';
import { PolicyService } from './PolicyService';
import { PolicyStore } from './PolicyStore';
import type { PolicyDraft } from './types';

const CAROL = 'user:default/carol';
const ERIN = 'user:default/erin';
const FORBID =
  '@id("no-wipe") forbid(principal, action, resource == Tool::"wipe");';
const PERMIT = 'permit(principal, action, resource);';

const draft = (given: Partial<PolicyDraft> = {}): PolicyDraft => ({
  mode: 'enforce',
  text: FORBID,
  cases: [],
  comment: 'why',
  ...given,
});

jest.setTimeout(60_000);

describe('PolicyService', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

  async function start(databaseId: TestDatabaseId) {
    const knex = await databases.init(databaseId);
    await applyDatabaseMigrations(knex);
    const store = PolicyStore.create({ database: knex });
    const settings = {
      reloadMs: 60_000,
      portal: { editorGroups: [], approverGroups: [] },
    };
    const replica = () =>
      CompanyPolicies.create({
        settings,
        written: store,
        logger: mockServices.logger.mock(),
      });
    const here = await replica();
    const service = PolicyService.create({
      store,
      clock: systemClock,
      reload: () => here.look(),
    });
    const save = (
      given: Partial<PolicyDraft>,
      baseVersion: number,
      author = CAROL,
    ) => service.save({ name: 'a', draft: draft(given), baseVersion, author });
    return { knex, store, here, replica, service, save };
  }

  it.each(databases.eachSupportedId())(
    'saves versions that never change, in force here at once and elsewhere at the next look, on %s',
    async databaseId => {
      const { store, here, replica, save, service } = await start(databaseId);
      const elsewhere = await replica();
      expect((await save({ mode: 'observe' }, 0)).kind).toBe('saved');
      expect(here.current()?.coverage).toBe('none');
      expect((await save({}, 1, ERIN)).kind).toBe('saved');
      expect(here.current()?.coverage).toBe('forbids');
      expect(here.inForce.policies?.policies[0].id).toBe('portal/a#no-wipe');
      await elsewhere.look();
      expect(elsewhere.current()?.version).toBe(here.current()?.version);
      const history = await store.history('a', { limit: 10 });
      expect(
        history.map(({ version, mode, author }) => [version, mode, author]),
      ).toEqual([
        [2, 'enforce', ERIN],
        [1, 'observe', CAROL],
      ]);
      // Who works from what is not the last version is told so.
      await expect(save({}, 1)).rejects.toThrow(/changed this policy/);
      await service.save({
        name: 'b',
        draft: draft({ mode: 'observe' }),
        baseVersion: 0,
        author: CAROL,
      });
      expect((await store.current()).map(({ name }) => name)).toEqual([
        'a',
        'b',
      ]);
    },
  );

  it.each(databases.eachSupportedId())(
    'leaves enforce only by two people, however it is left, on %s',
    async databaseId => {
      const { store, here, save, service } = await start(databaseId);
      await save({}, 0);
      const version = here.current()?.version;
      for (const given of [
        { mode: 'observe' as const },
        { mode: 'removed' as const, text: '', cases: [] },
        { text: `${FORBID} ` },
      ]) {
        expect((await save(given, 1)).kind).toBe('proposed');
        expect(here.current()?.version).toBe(version);
        const { digest } = (await store.proposal('a'))!;
        await expect(
          service.confirm({ name: 'a', digest, by: CAROL }),
        ).rejects.toThrow(/own proposal/);
        await expect(
          service.confirm({ name: 'a', digest: 'sha256:other', by: ERIN }),
        ).rejects.toThrow(/Something else/);
        expect((await store.last('a'))?.version).toBe(1);
      }
      expect((await save({ mode: 'observe' }, 1)).kind).toBe('proposed');
      const { digest } = (await store.proposal('a'))!;
      const both = await Promise.allSettled(
        [ERIN, 'user:default/dora'].map(by =>
          service.confirm({ name: 'a', digest, by }),
        ),
      );
      expect(both.map(({ status }) => status).sort()).toEqual([
        'fulfilled',
        'rejected',
      ]);
      expect(await store.last('a')).toMatchObject({
        version: 2,
        mode: 'observe',
        author: CAROL,
      });
      expect((await store.last('a'))?.confirmedBy).toBeDefined();
      expect(await store.proposal('a')).toBeUndefined();
      expect(here.current()?.coverage).toBe('none');
    },
  );

  it('asks a second person for an enforced permit, and not for cases beside the same text', async () => {
    const { save, store, service } = await start('SQLITE_3');
    expect((await save({ text: PERMIT }, 0)).kind).toBe('proposed');
    const { digest } = (await store.proposal('a'))!;
    await service.confirm({ name: 'a', digest, by: ERIN });
    const cases = [
      policyCaseSchema.parse({ title: 'all', tool: 'echo', expect: 'allow' }),
    ];
    expect((await save({ text: PERMIT, cases }, 1)).kind).toBe('saved');
  });

  it('forgets a proposal when it is withdrawn, or when something was saved since', async () => {
    const { save, store, service } = await start('SQLITE_3');
    await save({}, 0);
    await save({ mode: 'observe' }, 1);
    await expect(
      service.withdraw({ name: 'a', by: ERIN, mayApprove: false }),
    ).rejects.toThrow(/Nothing of yours/);
    await service.withdraw({ name: 'a', by: CAROL, mayApprove: false });
    expect(await store.proposal('a')).toBeUndefined();
    await save({ mode: 'observe' }, 1);
    const { digest } = (await store.proposal('a'))!;
    await save({ comment: 'the same, with another word' }, 1, ERIN);
    await expect(
      service.confirm({ name: 'a', digest, by: ERIN }),
    ).rejects.toThrow(/Nothing is proposed/);
  });

  it('takes an earlier version up again as a new one', async () => {
    const { save, service } = await start('SQLITE_3');
    await save({ mode: 'observe' }, 0);
    await save(
      {
        mode: 'observe',
        text: `${FORBID}\n${FORBID}`.replace('no-wipe', 'other'),
      },
      1,
    );
    const options = { name: 'a', comment: 'back', author: ERIN };
    expect(
      await service.restore({ ...options, version: 1, baseVersion: 2 }),
    ).toMatchObject({
      kind: 'saved',
      version: { version: 3, restoredFrom: 1, text: FORBID, mode: 'observe' },
    });
    await expect(
      service.restore({ ...options, version: 9, baseVersion: 3 }),
    ).rejects.toThrow(/no such version/);
  });

  it.each([
    ['permit(', 'Line 1'],
    [
      `${FORBID}\nforbid(principal, action, resource == Tol::"x");`,
      'Line 2: there is no entity type',
    ],
    ['// nothing', 'no policy in it'],
    ['@mode("enforce") forbid(principal, action, resource);', '@mode'],
    ['x'.repeat(70_000), 'more than'],
  ])('does not save what is wrong: %.30s', async (text, told) => {
    const { save, store } = await start('SQLITE_3');
    await expect(save({ text }, 0)).rejects.toThrow(told);
    expect(await store.current()).toEqual([]);
  });

  it('does not save what fails its cases', async () => {
    const { save, store } = await start('SQLITE_3');
    const cases = [
      policyCaseSchema.parse({
        title: 'anybody may wipe',
        tool: 'wipe',
        expect: 'allow',
      }),
    ];
    await expect(save({ cases }, 0)).rejects.toThrow(
      'The case "anybody may wipe" says deny, not allow',
    );
    expect(await store.current()).toEqual([]);
  });
});
