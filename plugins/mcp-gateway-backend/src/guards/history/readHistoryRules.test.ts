import { mockServices } from '@backstage/backend-test-utils';
import type { JsonValue } from '@backstage/types';
import { readHistoryRules } from './readHistoryRules';

const read = (history: JsonValue, portalUrl?: string, more = {}) =>
  readHistoryRules(
    mockServices.rootConfig({
      data: { mcpGateway: { guards: { history } }, ...more },
    }),
    { portalUrl },
  );
const PORTAL = 'http://portal.example';
const approval = { id: 'wipes', title: 'Ask first', kind: 'approval' };
const count = {
  ...{ id: 'notes', title: 'Few notes', kind: 'count', calls: 3 },
  ...{ per: 'person', window: { hours: 1 } },
};
const flow = {
  ...{ id: 'leak', title: 'Nothing out', kind: 'flow' },
  after: { servers: { dataClassification: { from: 'confidential' } } },
  servers: { dataClassification: { to: 'internal' } },
  window: { minutes: 30 },
};

describe('readHistoryRules', () => {
  it('has no rules where none are written', () => {
    expect(readHistoryRules(mockServices.rootConfig({ data: {} }), {})).toEqual(
      [],
    );
  });

  it('reads the three kinds, with what holds where nothing is said', () => {
    expect(read([approval, count, flow], PORTAL)).toEqual([
      {
        ...approval,
        ...{ mode: 'enforce', validMinutes: 60, covers: 'tool' },
      },
      { ...count, mode: 'enforce', window: 3_600_000 },
      {
        ...flow,
        mode: 'enforce',
        after: {
          servers: { dataClassification: ['confidential', 'restricted'] },
        },
        servers: { dataClassification: ['public', 'internal'] },
        tools: { effects: ['changes', 'destroys'] },
        window: 1_800_000,
      },
    ]);
  });

  it('compares refs as the catalog does', () => {
    const [rule] = read([
      {
        ...count,
        servers: { refs: ['Orders'], owners: ['Data-Platform'] },
        people: ['Alice'],
        groups: ['Web-Team'],
      },
    ]);
    expect(rule).toMatchObject({
      servers: {
        refs: ['api:default/orders'],
        owners: ['group:default/data-platform'],
      },
      people: ['user:default/alice'],
      groups: ['group:default/web-team'],
    });
  });

  it('D9: asks nobody for their word where clients hold tokens of the portal', () => {
    const auth = { clientIdMetadataDocuments: { enabled: true } };
    expect(() => read([approval], PORTAL, { auth })).toThrow(
      /clientIdMetadataDocuments .*confirm its own calls/,
    );
    expect(read([count], PORTAL, { auth })).toHaveLength(1);
  });

  it.each<[string, JsonValue, RegExp]>([
    ['is no list', { id: 'one' }, /must be a list/],
    ['has no kind', [{ id: 'a', title: 'a' }], /\[0\]\.kind: must be approval/],
    [
      'misspells a word',
      [{ ...count, tool: { names: ['note'] } }],
      /\[0\].*tool/,
    ],
    ['has an id that is none', [{ ...count, id: 'A b' }], /\[0\]\.id: must be/],
    ['is there twice', [count, count], /two rules 'notes'/],
    ['has no title', [{ ...count, title: ' ' }], /\[0\]\.title/],
    [
      'has a window of two units',
      [{ ...count, window: { hours: 1, days: 1 } }],
      /\[0\]\.window: needs one of/,
    ],
    [
      'has too long a window',
      [{ ...count, window: { days: 32 } }],
      /\[0\]\.window: .*31 days/,
    ],
    ['counts none', [{ ...count, calls: 0 }], /\[0\]\.calls/],
    [
      'has a range that is empty',
      [
        {
          ...count,
          servers: { riskTier: { from: 'high', to: 'low' } },
        },
      ],
      /\[0\]\.servers\.riskTier: .*low, medium, high, critical/,
    ],
    [
      'names a server that is none',
      [{ ...count, servers: { refs: ['a:b:c/d/e'] } }],
      /\[0\]\.servers\.refs\.0: .*no entity ref/,
    ],
    [
      'does not say after what',
      [{ ...flow, after: {} }],
      /\[0\]\.after: needs/,
    ],
    [
      'does not say where to',
      [{ ...flow, servers: {} }],
      /\[0\]\.servers: needs/,
    ],
    [
      'asks people where there is no portal',
      [approval],
      /\[0\]: .*app\.baseUrl/,
    ],
  ])('stops the start where a rule %s', (_, history, why) => {
    expect(() => read(history)).toThrow(why);
  });
});
