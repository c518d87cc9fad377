import { mockServices } from '@backstage/backend-test-utils';
import { readUsageSettings } from './readUsageSettings';

const read = (usage?: object) =>
  readUsageSettings(
    mockServices.rootConfig({
      data: { mcpGateway: { ...(usage && { usage: { ...usage } }) } },
    }),
  );
const budget = { team: 'web', unit: 'tokens', perMonth: 5 };

describe('readUsageSettings', () => {
  it('counts tokens and has neither prices nor budgets by itself', () => {
    expect(read()).toEqual({
      ...{ encoding: 'o200k_base', countTokens: true, currency: 'USD' },
      ...{ retentionDays: 400, hourDays: 90, prices: [], budgets: [] },
    });
  });

  it('completes refs', () => {
    const price = { argumentsPerMillion: 2, resultsPerMillion: 8 };
    expect(
      read({ prices: [{ ...price, server: 'orders' }], budgets: [budget] }),
    ).toMatchObject({
      prices: [{ ...price, serverRef: 'api:default/orders' }],
      budgets: [{ team: 'group:default/web', warnAtPercent: 80, stops: true }],
    });
  });

  it.each([
    { encoding: 'p50k_base' },
    { unknown: 1 },
    { currency: 'Taler' },
    { prices: [{ argumentsPerMillion: -1, resultsPerMillion: 1 }] },
    { budgets: [{ ...budget, perMonth: 0 }] },
    { budgets: [{ ...budget, unit: 'money' }] },
    { budgets: [budget, budget] },
    { budgets: [{ ...budget, team: 'a:b:c:d' }] },
  ])('refuses %j', usage => {
    expect(() => read(usage)).toThrow('mcpGateway.usage');
  });
});
