import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ApiProblem } from '../api/ApiProblem';
import type { McpGatewayApi } from '../api/McpGatewayApi';
import { aCall } from '../__testUtils__/examples';
import { renderPage } from '../__testUtils__/renderPage';
import { ActivityPage } from './ActivityPage';
import { CallPage } from './CallPage';

const calls = [
  aCall(),
  aCall({
    id: 'call-2',
    tool: 'refund_order',
    decision: 'deny',
    reason: 'grant.tool-not-covered',
  }),
];

const listing = () =>
  jest.fn<
    ReturnType<McpGatewayApi['listCalls']>,
    Parameters<McpGatewayApi['listCalls']>
  >(async () => ({ items: calls }));

const noViews = { listActivityViews: async () => [] };

describe('ActivityPage', () => {
  it('shows calls, the refused ones with the reason in words', async () => {
    renderPage(<ActivityPage />, {
      gateway: { ...noViews, listCalls: listing() },
    });
    const [, , refused] = await screen.findAllByRole('row');
    expect(refused).toHaveTextContent('refund_order');
    expect(refused).toHaveTextContent('alice');
    expect(refused).toHaveTextContent('orders');
    expect(refused).toHaveTextContent('Refused');
    expect(refused).toHaveTextContent('The access does not cover this tool');
  });

  it('offers everybody’s calls only to those who may read them', async () => {
    const first = renderPage(<ActivityPage />, {
      gateway: { ...noViews, listCalls: listing() },
    });
    await screen.findAllByRole('row');
    expect(screen.queryByRole('tab', { name: 'All calls' })).toBeNull();
    first.unmount();
    renderPage(<ActivityPage />, {
      gateway: { ...noViews, listCalls: listing() },
      mayReadAll: true,
    });
    expect(await screen.findByRole('tab', { name: 'All calls' })).toBeVisible();
  });

  it('never asks for everybody’s calls on behalf of those who may not', async () => {
    const listCalls = listing();
    renderPage(<ActivityPage />, {
      at: '/?role=all',
      gateway: { ...noViews, listCalls },
    });
    await screen.findAllByRole('row');
    expect(listCalls.mock.calls.map(([query]) => query.role)).not.toContain(
      'all',
    );
  });

  it('filters at the server by full entity refs', async () => {
    const listCalls = listing();
    renderPage(<ActivityPage />, {
      at: '/?role=owned&server=orders&user=alice&decision=deny',
      gateway: { ...noViews, listCalls },
    });
    await screen.findAllByRole('row');
    expect(listCalls.mock.calls[0][0]).toMatchObject({
      role: 'owned',
      serverRef: 'api:default/orders',
      user: 'user:default/alice',
      decision: 'deny',
    });
  });

  it('opens a call with its trace and its reason id', async () => {
    renderPage(<ActivityPage />, {
      gateway: {
        ...noViews,
        listCalls: listing(),
        getCall: async () =>
          aCall({
            ...calls[1],
            requestId: 'req-77',
            trace: [
              { layer: 'server', outcome: 'pass' },
              { layer: 'grant', outcome: 'deny', detail: 'covers 1 tool' },
            ],
          }),
      },
    });
    await userEvent.click(
      await screen.findByRole('button', {
        name: 'Why? refund_order: how it was decided, and details',
      }),
    );
    const dialog = await screen.findByRole('dialog', {
      name: 'Call: refund_order',
    });
    expect(await within(dialog).findByText('covers 1 tool')).toBeVisible();
    expect(dialog).toHaveTextContent('grant.tool-not-covered');
    expect(dialog).toHaveTextContent('req-77');
  });

  it('finds by everything that the address says', async () => {
    const listCalls = listing();
    renderPage(<ActivityPage />, {
      at: '/?role=owned&system=orders-db&since=2026-11-23T08:00Z&outcome=ok&grant=g&actor=a&client=c&reason=granted&revision=r&session=s',
      gateway: { ...noViews, listCalls },
    });
    await screen.findAllByRole('row');
    expect(listCalls.mock.calls[0][0]).toMatchObject({
      ...{ role: 'owned', system: 'orders-db', outcome: 'ok', actor: 'a' },
      ...{ since: '2026-11-23T08:00:00.000Z', grantId: 'g', client: 'c' },
      ...{ reason: 'granted', revisionDigest: 'r', sessionId: 's' },
    });
  });

  it('takes no half-typed system or time for a filter, and says so', async () => {
    const listCalls = listing();
    renderPage(<ActivityPage />, {
      at: '/?role=owned&system=resource:&since=yesterday',
      gateway: { ...noViews, listCalls },
    });
    await screen.findAllByRole('row');
    const [query] = listCalls.mock.calls[0];
    expect(query.system).toBeUndefined();
    expect(query.since).toBeUndefined();
    expect(screen.getByText('This is no time')).toBeVisible();
  });

  it('saves a search, and takes one up again', async () => {
    const saveActivityView = jest.fn<
      ReturnType<McpGatewayApi['saveActivityView']>,
      Parameters<McpGatewayApi['saveActivityView']>
    >(async view => ({ ...view, id: 'v-2' }));
    const listCalls = listing();
    renderPage(<ActivityPage />, {
      at: '/?decision=deny',
      gateway: {
        ...{ listCalls, saveActivityView },
        listActivityViews: async () => [
          { id: 'v-1', name: 'Refunds', query: 'role=owned&tool=refund_order' },
        ],
      },
    });
    await userEvent.type(
      await screen.findByRole('textbox', { name: 'Name of this search' }),
      'Refused',
    );
    await userEvent.click(screen.getByRole('button', { name: 'Save search' }));
    expect(saveActivityView).toHaveBeenCalledWith({
      ...{ name: 'Refused', query: 'decision=deny' },
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Refunds' }),
    );
    await waitFor(() =>
      expect(listCalls.mock.lastCall?.[0]).toMatchObject({
        ...{ role: 'owned', tool: 'refund_order' },
      }),
    );
  });

  it('exports what is found as a file', async () => {
    const exportCalls = jest.fn<
      ReturnType<McpGatewayApi['exportCalls']>,
      Parameters<McpGatewayApi['exportCalls']>
    >(async () => 'id,at');
    const created = jest.fn((_: Blob) => 'blob:x');
    Object.assign(URL, {
      createObjectURL: created,
      revokeObjectURL: jest.fn(),
    });
    renderPage(<ActivityPage />, {
      at: '/?tool=refund_order',
      gateway: { ...noViews, listCalls: listing(), exportCalls },
    });
    await userEvent.click(await screen.findByRole('button', { name: 'CSV' }));
    await waitFor(() => expect(created).toHaveBeenCalled());
    expect(exportCalls).toHaveBeenCalledWith(
      expect.objectContaining({ role: 'mine', tool: 'refund_order' }),
      'csv',
    );
    expect(created.mock.calls[0][0].type).toBe('text/csv');
  });

  it('gives the chained log to those who audit, of the time that is searched', async () => {
    const exportAuditLog = jest.fn<
      ReturnType<McpGatewayApi['exportAuditLog']>,
      Parameters<McpGatewayApi['exportAuditLog']>
    >(async () => new Blob(['tar']));
    const created = jest.fn((_: Blob) => 'blob:x');
    Object.assign(URL, {
      createObjectURL: created,
      revokeObjectURL: jest.fn(),
    });
    renderPage(<ActivityPage />, {
      at: '/?role=all&since=2026-11-23T08:00:00Z&tool=x',
      gateway: { ...noViews, listCalls: listing(), exportAuditLog },
      mayReadAll: true,
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Chained log (tar)' }),
    );
    await waitFor(() => expect(created).toHaveBeenCalled());
    expect(exportAuditLog).toHaveBeenCalledWith({
      ...{ from: '2026-11-23T08:00:00.000Z', to: undefined },
    });
  });

  it('says so where the chained log could not be given', async () => {
    renderPage(<ActivityPage />, {
      at: '/?role=all',
      gateway: {
        ...{ ...noViews, listCalls: listing() },
        exportAuditLog: async () => {
          throw new Error('Two exports are under way');
        },
      },
      mayReadAll: true,
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Chained log (tar)' }),
    );
    expect(
      await screen.findByText('The log could not be exported'),
    ).toBeVisible();
  });

  it('offers the chained log to nobody else', async () => {
    renderPage(<ActivityPage />, {
      at: '/?role=all',
      gateway: { ...noViews, listCalls: listing() },
    });
    expect(await screen.findByRole('button', { name: 'CSV' })).toBeVisible();
    expect(screen.queryByText('Chained log (tar)')).toBeNull();
  });
});

describe('CallPage', () => {
  const page = (over: Partial<McpGatewayApi> = {}) =>
    renderPage(<CallPage />, {
      gateway: {
        getCall: async () =>
          aCall({
            ...{ grantId: 'grant-1', revisionDigest: 'sha256:a' },
            ...{ sessionId: 'hash', serverId: 's-1', requestId: 'req-77' },
            trace: [{ layer: 'grant', outcome: 'pass', detail: 'grant-1' }],
          }),
        listRelatedCalls: async () => [
          aCall({ id: 'x', tool: 'refund_order' }),
        ],
        ...over,
      },
    });

  it('shows how it was decided, what it rests on, and what happened around it', async () => {
    page();
    expect(await screen.findByText('req-77')).toBeVisible();
    const href = (name: string) =>
      screen.getByRole('link', { name }).getAttribute('href');
    expect(href('Every call by this grant')).toBe(
      '/ai-tools/activity?grant=grant-1',
    );
    expect(href('Every call of this version')).toContain('revision=sha256');
    expect(href('Every call in this session')).toContain('session=hash');
    expect(href('Approvals of the server')).toBe(
      '/catalog/default/api/orders/history',
    );
    expect(await screen.findByText('refund_order')).toBeVisible();
  });

  it('shows where it came from, who acted for whom, what it could reach and the tokens', async () => {
    page({
      getCall: async () =>
        aCall({
          sourceAddress: '192.0.2.7',
          actor: 'planner',
          delegation: {
            chain: [
              { sub: 'planner', iss: 'https://agents.example' },
              { sub: 'component:default/desk' },
            ],
            omitted: 2,
          },
          reaches: ['resource:default/orders-db'],
          tokens: { in: 12, out: 34567, isEstimated: true },
        }),
    });
    expect(await screen.findByText('192.0.2.7')).toBeVisible();
    const fact = (name: string) =>
      screen.getByText(name).parentElement?.querySelector('dd');
    const chain = fact('Who acted for whom, the nearest first');
    const names = within(chain!).getAllByRole('listitem');
    expect(names.map(({ textContent }) => textContent)).toEqual([
      ...['plannerknown to https://agents.example', 'desk'],
    ]);
    expect(chain).toHaveTextContent('And 2 more');
    expect(fact('Could reach')).toHaveTextContent('orders-db');
    expect(fact('Tokens')).toHaveTextContent(
      'About 12 of arguments, 34,567 of the result',
    );
  });

  it('says what is wrong where it may not be seen', async () => {
    page({
      getCall: async () => {
        throw new ApiProblem({
          message: 'There is no such call, or you may not see it',
          status: 404,
        });
      },
      listRelatedCalls: async () => [],
    });
    expect(await screen.findByText(/you may not see it/)).toBeVisible();
  });
});
