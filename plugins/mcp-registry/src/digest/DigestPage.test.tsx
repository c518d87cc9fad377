import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderPage } from '../__testUtils__/renderPage';
import type { McpRegistryApi } from '../api/McpRegistryApi';
import type { OwnerDigest } from '../api/types';
import { DigestPage } from './DigestPage';

const OWNER = 'group:default/data-platform';
const ORDERS = 'api:default/orders';
const numbers = (calls: number) => ({
  ...{ calls, errors: 3, refused: 12, tokensIn: 1_000, tokensOut: 4_000 },
  cost: 1.5,
});
const DIGEST: OwnerDigest = {
  ...{ owner: OWNER, from: '2026-11-23', to: '2026-11-30', servers: 2 },
  writtenAt: '2026-11-30T07:00:00.000Z',
  usage: {
    currency: 'EUR',
    ...{ totals: numbers(1_204), before: numbers(987), people: 17 },
    servers: [{ ...numbers(1_204), name: ORDERS }],
    refusals: [
      {
        ...{ reason: 'grant.tool-not-covered', serverRef: ORDERS },
        ...{ tool: 'refund', count: 9 },
      },
    ],
    unusedTools: [{ serverRef: ORDERS, total: 3, tools: ['drop', 'wipe'] }],
    budgets: [
      {
        ...{ unit: 'money', perMonth: 200, used: 20, stops: true },
        month: '2026-11',
      },
    ],
    alerts: {
      ...{ total: 1, open: 1 },
      items: [
        {
          ...{ id: 'a1', detector: 'decoy', severity: 'critical' },
          ...{ state: 'open', serverRef: ORDERS },
          at: '2026-11-29T08:00:00.000Z',
          text: 'Called dump, which nobody should call.',
        },
      ],
    },
  },
  waiting: { requests: 2, versions: 1, exceptions: 0 },
  unusedGrants: {
    total: 1,
    items: [
      {
        ...{ id: 'g1', serverRef: ORDERS, subject: 'user:default/dave' },
        grantedAt: '2026-10-01T08:00:00.000Z',
      },
    ],
  },
  heldTools: [{ serverRef: ORDERS, total: 2 }],
  checks: [
    {
      ...{ serverRef: ORDERS, check: 'known-advisories', outcome: 'fail' },
      at: '2026-11-28T08:00:00.000Z',
    },
  ],
  certificates: [
    {
      ...{ serverRef: ORDERS, host: 'mcp.example.com:8443', isOver: true },
      endsAt: '2026-11-27T10:00:00.000Z',
      seenAt: '2026-11-30T06:00:00.000Z',
    },
    {
      ...{ serverRef: ORDERS, host: 'other.example.com', isOver: false },
      endsAt: '2026-12-09T10:00:00.000Z',
      seenAt: '2026-11-30T06:00:00.000Z',
    },
  ],
  ends: [
    {
      kind: 'grant',
      serverRef: ORDERS,
      at: '2026-12-03',
      what: 'user:default/alice',
    },
    { kind: 'approval', serverRef: ORDERS, at: '2026-12-10' },
  ],
};

function show(
  answer: Awaited<ReturnType<McpRegistryApi['getOwnerDigest']>>,
  at = '/',
) {
  const getOwnerDigest = jest.fn<
    ReturnType<McpRegistryApi['getOwnerDigest']>,
    Parameters<McpRegistryApi['getOwnerDigest']>
  >(async () => answer);
  renderPage(<DigestPage />, { at, registry: { getOwnerDigest } });
  return getOwnerDigest;
}

describe('DigestPage', () => {
  it('says what happened on the servers, what waits and what ends', async () => {
    show({ owners: [OWNER], digest: DIGEST });
    const short = await screen.findByRole('region', { name: 'In short' });
    expect(short).toHaveTextContent('Calls1,204before: 987');
    expect(short).toHaveTextContent('People and agents17');
    const row = (table: string) =>
      within(screen.getByRole('table', { name: table })).getAllByRole('row')[1];
    expect(row('What was refused')).toHaveTextContent('refund');
    expect(row('What was refused')).toHaveTextContent('9');
    expect(row('What was refused')).not.toHaveTextContent('grant.');
    expect(row('Tools that nobody called')).toHaveTextContent(
      'drop, wipe and 1 more',
    );
    expect(row('Checks that turned bad')).toHaveTextContent('Failing');
    expect(row('Tools that are held back')).toHaveTextContent('2');
    expect(row('Ends in the next 30 days')).toHaveTextContent('Access');
    expect(row('TLS certificates that end')).toHaveTextContent(
      /mcp\.example\.com:84432026-11-27Over/,
    );
    const [, , later] = within(
      screen.getByRole('table', { name: 'TLS certificates that end' }),
    ).getAllByRole('row');
    expect(later).toHaveTextContent('other.example.com2026-12-09');
    expect(later).not.toHaveTextContent('Over');
    expect(within(later).getByRole('link', { name: /orders/i })).toBeVisible();
    expect(row('Accesses that nobody used')).toHaveTextContent('dave');
    expect(
      screen.getByRole('link', { name: '2 requests for access · 1 version' }),
    ).toBeVisible();
    expect(screen.getByRole('link', { name: /^Called dump/ })).toHaveAttribute(
      'href',
      expect.stringContaining('alert=a1'),
    );
    expect(screen.queryByText(/digest\./)).toBeNull();
  });

  it('asks for the days and the owner of its address, and for others', async () => {
    const asked = show(
      { owners: [OWNER, 'group:default/web-team'], digest: DIGEST },
      `/?owner=${OWNER}&first=2026-11-01&last=2026-11-07`,
    );
    await screen.findByRole('region', { name: 'In short' });
    expect(asked).toHaveBeenLastCalledWith({
      ...{ owner: OWNER, from: '2026-11-01T00:00:00.000Z' },
      to: '2026-11-08T00:00:00.000Z',
    });
    await userEvent.click(screen.getByRole('button', { name: /Owner/ }));
    await userEvent.click(
      await screen.findByRole('option', { name: 'group:default/web-team' }),
    );
    await waitFor(() =>
      expect(asked).toHaveBeenLastCalledWith(
        expect.objectContaining({ owner: 'group:default/web-team' }),
      ),
    );
  });

  it('prints', async () => {
    const print = jest.spyOn(window, 'print').mockImplementation(() => {});
    show({ owners: [OWNER], digest: DIGEST });
    await screen.findByRole('region', { name: 'In short' });
    await userEvent.click(screen.getByRole('button', { name: 'Print' }));
    expect(print).toHaveBeenCalledTimes(1);
    print.mockRestore();
  });

  it('says so where the gateway does not answer, and shows the rest', async () => {
    const { usage: _, unusedGrants: _g, ...rest } = DIGEST;
    show({ owners: [OWNER], digest: rest });
    expect(
      await screen.findByText(/The gateway does not say right now/),
    ).toBeVisible();
    expect(
      screen.getByText('Nobody can say right now what was used.'),
    ).toBeVisible();
    expect(
      screen.getByRole('table', { name: 'Checks that turned bad' }),
    ).toBeVisible();
  });

  it('tells who owns nothing what would be here', async () => {
    show({ owners: [] });
    expect(await screen.findByText('You own no server')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Print' })).toBeDisabled();
  });
});
