import { mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { ServiceUnavailableError } from '@backstage/errors';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { ManualClock } from './__testUtils__/ManualClock';
import { CatalogMembership } from './CatalogMembership';

const ALICE = 'user:default/alice';

function entity(kind: string, name: string, relations: [string, string][]) {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: { namespace: 'default', name },
    spec: {},
    relations: relations.map(([type, targetRef]) => ({ type, targetRef })),
  } satisfies Entity;
}

const COMPANY = [
  entity('User', 'alice', [
    ['memberOf', 'group:default/web-team'],
    ['memberOf', 'group:default/gone'],
    ['ownerOf', 'component:default/shop'],
  ]),
  entity('User', 'dave', []),
  entity('Group', 'web-team', [
    ['childOf', 'group:default/engineering'],
    ['parentOf', 'group:default/web-interns'],
  ]),
  entity('Group', 'web-interns', [['childOf', 'group:default/web-team']]),
  entity('Group', 'engineering', [['childOf', 'group:default/company']]),
  // A circle, which the catalog does not prevent.
  entity('Group', 'company', [['childOf', 'group:default/engineering']]),
];

describe('CatalogMembership', () => {
  function setUp(options: { maxEntries?: number; entities?: Entity[] } = {}) {
    const inMemory = catalogServiceMock({
      entities: options.entities ?? COMPANY,
    });
    const catalog = catalogServiceMock.mock({
      getEntityByRef: jest.fn((ref, request) =>
        inMemory.getEntityByRef(ref, request),
      ),
      getEntitiesByRefs: jest.fn((refs, request) =>
        inMemory.getEntitiesByRefs(refs, request),
      ),
    });
    const clock = new ManualClock();
    const membership = CatalogMembership.create({
      catalog,
      auth: mockServices.auth(),
      clock,
      maxEntries: options.maxEntries,
    });
    return { catalog, clock, membership };
  }

  it('finds the groups of a person and those above, as far as they exist', async () => {
    const { membership, catalog } = setUp();
    expect(await membership.resolve('User:Default/Alice')).toEqual({
      userEntityRef: ALICE,
      ownershipEntityRefs: [
        ALICE,
        'group:default/web-team',
        'group:default/engineering',
        'group:default/company',
      ],
    });
    expect(catalog.getEntityByRef).toHaveBeenCalledWith(
      ALICE,
      expect.objectContaining({
        credentials: expect.objectContaining({
          principal: { type: 'service', subject: 'plugin:test' },
        }),
      }),
    );
  });

  it('finds a person without groups', async () => {
    const { membership } = setUp();
    expect(await membership.resolve('user:default/dave')).toEqual({
      userEntityRef: 'user:default/dave',
      ownershipEntityRefs: ['user:default/dave'],
    });
  });

  it('goes up ten levels and no further', async () => {
    const chain = Array.from({ length: 15 }, (_, n) =>
      entity('Group', `g${n}`, [['childOf', `group:default/g${n + 1}`]]),
    );
    const { membership } = setUp({
      entities: [
        entity('User', 'alice', [['memberOf', 'group:default/g0']]),
        ...chain,
      ],
    });
    const principal = await membership.resolve(ALICE);
    expect(principal?.ownershipEntityRefs).toHaveLength(1 + 10);
  });

  it('knows nobody whom the catalog does not know, and asks again', async () => {
    const { membership, catalog } = setUp();
    expect(await membership.resolve('user:default/mallory')).toBe(undefined);
    expect(await membership.resolve('user:default/mallory')).toBe(undefined);
    expect(catalog.getEntityByRef).toHaveBeenCalledTimes(2);
  });

  it('uses an answer for a minute, from when it was asked for', async () => {
    const { membership, catalog, clock } = setUp();
    await membership.resolve(ALICE);
    clock.advance(59_999);
    await membership.resolve(ALICE);
    expect(catalog.getEntityByRef).toHaveBeenCalledTimes(1);
    clock.advance(1);
    await membership.resolve(ALICE);
    expect(catalog.getEntityByRef).toHaveBeenCalledTimes(2);
  });

  it('asks once for all who wait', async () => {
    const { membership, catalog } = setUp();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => membership.resolve(ALICE)),
    );
    expect(new Set(answers).size).toBe(1);
    expect(catalog.getEntityByRef).toHaveBeenCalledTimes(1);
  });

  it('keeps a bounded number of answers, the newest', async () => {
    const { membership, catalog } = setUp({ maxEntries: 1 });
    await membership.resolve(ALICE);
    await membership.resolve('user:default/dave');
    await membership.resolve('user:default/dave');
    expect(catalog.getEntityByRef).toHaveBeenCalledTimes(2);
    await membership.resolve(ALICE);
    expect(catalog.getEntityByRef).toHaveBeenCalledTimes(3);
  });

  it('never gives an old answer when the catalog cannot be asked', async () => {
    const { membership, catalog, clock } = setUp();
    await membership.resolve(ALICE);
    catalog.getEntitiesByRefs.mockRejectedValueOnce(new Error('down'));
    clock.advance(60_000);
    await expect(membership.resolve(ALICE)).rejects.toThrow(
      ServiceUnavailableError,
    );
    // And the failure itself is not remembered.
    expect(await membership.resolve(ALICE)).toBeDefined();
  });

  it('forgets a person who left the catalog', async () => {
    const { membership, catalog, clock } = setUp();
    await membership.resolve(ALICE);
    clock.advance(60_000);
    catalog.getEntityByRef.mockResolvedValueOnce(undefined);
    expect(await membership.resolve(ALICE)).toBe(undefined);
  });
});
