import { mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { GroupMembers } from './GroupMembers';

const entity = (
  kind: string,
  name: string,
  relation: string,
  ...groups: string[]
): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind,
  metadata: { name, namespace: 'default' },
  relations: groups.map(group => ({
    type: relation,
    targetRef: `group:default/${group}`,
  })),
});
const group = (name: string, ...parents: string[]) =>
  entity('Group', name, 'childOf', ...parents);
const person = (name: string, ...groups: string[]) =>
  entity('User', name, 'memberOf', ...groups);

async function membersOf(
  groups: string[],
  options: { entities: Entity[]; maxPeople?: number },
) {
  const { entities, maxPeople } = options;
  const members = GroupMembers.create({
    auth: mockServices.auth(),
    catalog: catalogServiceMock({ entities }),
    ...(maxPeople !== undefined && { maxPeople }),
  });
  const { refs, hasMore } = await members.of(
    groups.map(name => `group:default/${name}`),
  );
  return { names: [...refs].map(ref => ref.split('/')[1]), hasMore };
}

describe('GroupMembers', () => {
  it('finds the people of groups and of those below them, each once', async () => {
    const entities = [
      group('all'),
      group('web', 'all'),
      group('shop', 'web'),
      group('other'),
      person('ann', 'shop', 'web'),
      person('ben', 'all'),
      person('cas', 'other'),
    ];
    expect(await membersOf(['all', 'web'], { entities })).toEqual({
      names: ['ann', 'ben'],
      hasMore: false,
    });
    expect((await membersOf(['shop'], { entities })).names).toEqual(['ann']);
    expect((await membersOf([], { entities })).names).toEqual([]);
  });

  it('ends where groups are in each other', async () => {
    const entities = [group('a', 'b'), group('b', 'a'), person('ann', 'b')];
    expect((await membersOf(['a'], { entities })).names).toEqual(['ann']);
  });

  it('says that there are more than it looks at', async () => {
    const people = (count: number) =>
      Array.from({ length: count }, (_, at) => person(`p${at}`, 'big'));
    const entities = (count: number) => [group('big'), ...people(count)];
    const ask = async (count: number) => {
      const { names, hasMore } = await membersOf(['big'], {
        entities: entities(count),
        maxPeople: 600,
      });
      return [names.length, hasMore];
    };
    // More than one page of the catalog, too.
    expect(await ask(600)).toEqual([600, false]);
    expect(await ask(601)).toEqual([600, true]);
  });

  it('asks in addresses of bounded length', async () => {
    const names = Array.from({ length: 130 }, (_, at) => `g${at}`);
    const catalog = catalogServiceMock({
      entities: names.map((name, at) => person(`p${at}`, name)),
    });
    const asked = jest.spyOn(catalog, 'queryEntities');
    const members = GroupMembers.create({ auth: mockServices.auth(), catalog });
    const { refs } = await members.of(
      names.map(name => `group:default/${name}`),
    );
    expect(refs.size).toBe(130);
    for (const [request] of asked.mock.calls) {
      expect(JSON.stringify(request).length).toBeLessThan(2_000);
    }
  });

  it('says so where the catalog cannot be asked', async () => {
    const members = GroupMembers.create({
      auth: mockServices.auth(),
      catalog: {
        queryEntities: async () => {
          throw new Error('down');
        },
      },
    });
    await expect(members.of(['group:default/a'])).rejects.toThrow(
      /catalog cannot say who is in the groups/,
    );
  });
});
