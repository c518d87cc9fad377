import type { AccessDocument } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { mockServices } from '@backstage/backend-test-utils';
import { newCallId } from '../../evidence/newCallId';
import { exampleCall } from '../../evidence/__testUtils__/exampleCall';
import { Teams } from './Teams';
import { toCallFact, whoOf } from './toCallFact';
import { uuidBound } from './uuidBound';

const document = {
  dataClassification: 'restricted',
  approvedRevision: { tools: [{ name: 'get_order', effect: 'destroys' }] },
} as AccessDocument;
const about = { document, groups: ['group:default/web'] };

describe('toCallFact', () => {
  it('tells who, what and how it ended, and nothing of a session', () => {
    const record = exampleCall({
      ...{ decision: 'deny', reason: 'guard.refused', outcome: 'refused' },
      trace: [
        { layer: 'grant', outcome: 'pass', detail: 'g' },
        { layer: 'guard', outcome: 'deny', detail: 'secrets: a key' },
        { layer: 'guard', outcome: 'pass', detail: 'other' },
      ],
    });
    const fact = toCallFact(record, about);
    expect(fact).toEqual({
      ...{ kind: 'call', id: record.id, at: Date.parse(record.at) },
      ...{ who: 'user:default/alice', groups: ['group:default/web'] },
      ...{ serverRef: 'api:default/orders', tool: 'get_order' },
      ...{ isAllowed: false, reason: 'guard.refused', isFailed: false },
      ...{ responseBytes: 3_000_000_000, isSensitive: true },
      ...{ isDestructive: true, objections: ['secrets'] },
    });
  });

  it('takes an agent for itself, for whomever it acts, and a client for its person', () => {
    const agent = 'component:default/triage';
    expect(whoOf(exampleCall({ actor: agent }))).toBe(agent);
    expect(whoOf(exampleCall({ actor: 'inspector' }))).toBe(
      'user:default/alice',
    );
  });

  it.each([
    [
      'what clients do by themselves',
      { method: 'tools/list', tool: undefined },
    ],
    ['a beginning', { method: 'initialize', tool: undefined }],
    ['nobody', { user: undefined }],
    ['no server', { serverRef: undefined }],
  ])('leaves out %s', (_, changes) => {
    expect(toCallFact(exampleCall(changes), about)).toBeUndefined();
  });

  it('knows nothing of a server that is not there', () => {
    expect(
      toCallFact(exampleCall(), { document: undefined, groups: [] }),
    ).toMatchObject({ isSensitive: false, isDestructive: false });
  });
});

describe('uuidBound', () => {
  it('lies before every id of its moment and behind those of the one before', () => {
    const before = Date.now();
    const id = newCallId();
    const after = Date.now();
    expect(uuidBound(before) < id).toBe(true);
    expect(uuidBound(after + 1) > id).toBe(true);
  });
});

describe('Teams', () => {
  it('are the groups that somebody is in, asked for once', async () => {
    const catalog = catalogServiceMock({
      entities: [
        {
          ...{ apiVersion: 'backstage.io/v1alpha1', kind: 'User' },
          ...{ metadata: { name: 'alice' }, spec: {} },
          relations: [
            { type: 'memberOf', targetRef: 'group:default/Web' },
            { type: 'ownerOf', targetRef: 'api:default/x' },
          ],
        },
      ],
    });
    const asked = jest.spyOn(catalog, 'getEntitiesByRefs');
    const teams = Teams.create({ catalog, auth: mockServices.auth() });
    const refs = ['user:default/alice', 'user:default/gone', 'component:x/y'];
    for (let i = 0; i < 2; i += 1) {
      expect([...(await teams.of(refs))]).toEqual([
        ['user:default/alice', ['group:default/web']],
        ['user:default/gone', []],
      ]);
    }
    expect(asked).toHaveBeenCalledTimes(1);
  });
});
