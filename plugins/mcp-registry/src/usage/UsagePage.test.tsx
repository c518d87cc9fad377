import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderPage } from '../__testUtils__/renderPage';
import type { McpGatewayApi } from '../api/McpGatewayApi';
import type { Usage, UsageNumbers } from '../api/types';
import { UsagePage } from './UsagePage';

const numbers = (changes: Partial<UsageNumbers> = {}): UsageNumbers => ({
  ...{
    calls: 10,
    errors: 1,
    refused: 2,
    requestBytes: 1,
    responseBytes: 2_500,
  },
  ...{ counted: 7, estimated: 0, tokensIn: 70, tokensOut: 1_234 },
  ...{ p50: 12, p95: 80 },
  ...changes,
});

const usage = (changes: Partial<Usage> = {}): Usage => ({
  ...{ since: '2026-11-01T00:00:00Z', until: '2026-11-24T00:00:00Z' },
  grain: 'day',
  totals: numbers(),
  trend: [
    { name: '2026-11-22', ...numbers({ calls: 3, refused: 0, errors: 0 }) },
    { name: '2026-11-23', ...numbers({ calls: 7 }) },
  ],
  heat: [{ weekday: 1, hour: 10, calls: 7 }],
  servers: [{ name: 'api:default/orders', ...numbers() }],
  tools: [
    {
      name: 'list_orders',
      serverRef: 'api:default/orders',
      ...numbers({ calls: 5 }),
    },
  ],
  refusals: [{ name: 'grant.missing', ...numbers({ calls: 2, refused: 2 }) }],
  people: [{ name: 'user:default/alice', ...numbers() }],
  teams: [{ name: '', ...numbers() }],
  clients: [{ name: 'Inspector', ...numbers() }],
  ...changes,
});

describe('UsagePage', () => {
  function setUp(
    options: {
      usage?: Usage;
      at?: string;
      mayReadAll?: boolean;
      budgets?: Awaited<ReturnType<McpGatewayApi['listBudgets']>>;
    } = {},
  ) {
    const readUsage = jest.fn(
      async (_: Parameters<McpGatewayApi['readUsage']>[0]) =>
        options.usage ?? usage(),
    );
    renderPage(<UsagePage />, {
      ...options,
      gateway: {
        readUsage,
        listBudgets: async () => options.budgets ?? { items: [] },
      },
    });
    return readUsage;
  }

  const table = async (name: RegExp) => {
    const group = await screen.findByRole('group', { name, hidden: true });
    return within(group).getByRole('table', { hidden: true });
  };

  it('answers how much, when, what, why not and how fast, each with a table', async () => {
    setUp({ at: '/?role=owned' });
    expect(await table(/how much is it used/i)).toHaveTextContent('7');
    expect(await table(/which tools/i)).toHaveTextContent('list_orders');
    expect(await table(/why are calls refused/i)).toHaveTextContent(
      /no access to this server/i,
    );
    expect(await table(/how long do calls take/i)).toHaveTextContent('80 ms');
    expect(await table(/what does it cost a model/i)).toHaveTextContent(
      '1,234',
    );
    expect(await table(/when is it used/i)).toHaveTextContent('7');
    expect(await table(/^people/i)).toHaveTextContent('alice');
    expect(await table(/^teams/i)).toHaveTextContent('Not known');
    expect(screen.queryByText('Cost')).toBeNull();
  });

  it('names nobody where it is all my own', async () => {
    const readUsage = setUp();
    await table(/which tools/i);
    expect(screen.queryByRole('group', { name: /^people/i })).toBeNull();
    expect(readUsage.mock.lastCall?.[0].role).toBe('mine');
  });

  it('has the time and the filters in the address', async () => {
    const readUsage = setUp({
      at: '/?role=owned&range=lastWeek&server=orders&team=web',
    });
    await table(/which tools/i);
    const { since, until, ...rest } = readUsage.mock.lastCall![0];
    expect(rest).toEqual({
      role: 'owned',
      serverRef: 'api:default/orders',
      team: 'group:default/web',
    });
    expect(Date.parse(until) - Date.parse(since)).toBe(7 * 24 * 3_600_000);
  });

  it("offers everybody's only to those who may see it, and never asks for it otherwise", async () => {
    const readUsage = setUp({ at: '/?role=all' });
    await table(/which tools/i);
    expect(screen.queryByRole('tab', { name: 'Everybody' })).toBeNull();
    expect(readUsage.mock.calls.map(([{ role }]) => role)).not.toContain('all');
  });

  it('says what is an estimate, and what it costs where there is a price', async () => {
    setUp({
      usage: usage({
        currency: 'EUR',
        totals: numbers({ estimated: 3, cost: 1.5 }),
      }),
    });
    expect(await screen.findByText('about €1.50')).toBeVisible();
    expect(screen.getByText('about 1,234')).toBeVisible();
    expect(screen.getByText(/3 calls were too large/)).toBeVisible();
  });

  it('teaches the next step where nothing was used', async () => {
    setUp({ usage: usage({ totals: numbers({ calls: 0 }) }) });
    expect(await screen.findByText(/nothing was used/i)).toBeVisible();
  });

  it('saves a table as CSV, without formulas in it', async () => {
    const createObjectURL = jest.fn((_: Blob) => 'blob:x');
    Object.assign(URL, { createObjectURL, revokeObjectURL: jest.fn() });
    setUp({
      usage: usage({
        tools: [
          { name: '=HYPERLINK("x")', serverRef: 'api:default/a', ...numbers() },
        ],
      }),
    });
    await userEvent.click(
      await screen.findByRole('button', { name: /csv: which tools/i }),
    );
    const file = createObjectURL.mock.lastCall![0];
    expect(await file.text()).toContain(
      `"'=HYPERLINK(""x"")",api:default/a,10`,
    );
  });

  it('shows budgets, and what happens when they are used up', async () => {
    const budget = {
      ...{ team: 'group:default/web', unit: 'tokens' as const },
      ...{ perMonth: 1_000, warnAtPercent: 80, month: '2026-11' },
    };
    setUp({
      budgets: {
        items: [
          { ...budget, used: 1_000, stops: true },
          { ...budget, unit: 'calls', used: 850, stops: true },
        ],
      },
    });
    expect(await screen.findByText(/calls are refused until/i)).toBeVisible();
    expect(screen.getByText('Nearly used up')).toBeVisible();
    expect(screen.getByText('1,000 of 1,000 tokens used')).toBeVisible();
  });
});
