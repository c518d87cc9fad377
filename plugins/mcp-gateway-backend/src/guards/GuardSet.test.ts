import type { AccessDocument } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { CallGuard } from '@sallyport/backstage-plugin-mcp-gateway-node';
import { activeServer } from '../__testUtils__/documents';
import { GuardSet } from './GuardSet';

const guard = (part: Partial<CallGuard> = {}): CallGuard => ({
  id: 'one',
  appliesTo: () => true,
  onArguments: async () => ({ kind: 'pass' }),
  ...part,
});
const orders: AccessDocument = {
  ...activeServer('orders', 'http://up/mcp'),
  version: 1,
  sequence: 1,
};

describe('GuardSet', () => {
  it.each([
    ['two of one name', [guard(), guard()], "two call guards 'one'"],
    ['an id that is none', [guard({ id: 'A b' })], 'needs an id'],
    [
      'one that looks at nothing',
      [guard({ onArguments: undefined })],
      'looks at nothing',
    ],
  ])('does not start with %s', (_, guards, words) => {
    expect(() => GuardSet.create(guards)).toThrow(words);
  });

  it('keeps the order, and asks once per state of a server', () => {
    const appliesTo = jest.fn(({ riskTier }) => riskTier === 'low');
    const guards = GuardSet.create([
      guard({ id: 'b', appliesTo }),
      guard({ id: 'a', onResult: async () => ({ kind: 'pass' }) }),
      guard({ id: 'never', appliesTo: () => false }),
    ]);
    const ids = (document: AccessDocument) => ({
      arguments: guards.of(document).arguments.map(({ id }) => id),
      results: guards.of(document).results.map(({ id }) => id),
    });
    expect(ids(orders)).toEqual({ arguments: ['b', 'a'], results: ['a'] });
    expect(ids(orders)).toEqual(ids(orders));
    expect(appliesTo).toHaveBeenCalledTimes(1);
    expect(ids({ ...orders, riskTier: 'high' }).arguments).toEqual(['a']);
  });

  it('tells guards neither addresses nor grants', () => {
    const seen: unknown[] = [];
    const appliesTo = (server: unknown) => seen.push(server) > 0;
    GuardSet.create([guard({ appliesTo })]).of(orders);
    expect(Object.keys(seen[0] as object).sort()).toEqual([
      'dataClassification',
      'owner',
      'riskTier',
      'serverId',
      'serverRef',
      'title',
    ]);
  });

  it('fails for a server of which a guard cannot say whether it applies', () => {
    const appliesTo = () => {
      throw new Error('no idea');
    };
    const guards = GuardSet.create([guard({ appliesTo })]);
    expect(() => guards.of(orders)).toThrow('no idea');
    expect(() => guards.of(orders)).toThrow('no idea');
  });
});
