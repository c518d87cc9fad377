import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { McpGatewayApi } from '../api/McpGatewayApi';
import { aCall } from '../__testUtils__/examples';
import { renderPage } from '../__testUtils__/renderPage';
import { ActivityPage } from './ActivityPage';

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

describe('ActivityPage', () => {
  it('shows calls, the refused ones with the reason in words', async () => {
    renderPage(<ActivityPage />, { gateway: { listCalls: listing() } });
    const [, , refused] = await screen.findAllByRole('row');
    expect(refused).toHaveTextContent('refund_order');
    expect(refused).toHaveTextContent('alice');
    expect(refused).toHaveTextContent('orders');
    expect(refused).toHaveTextContent('Refused');
    expect(refused).toHaveTextContent('The access does not cover this tool');
  });

  it('offers everybody’s calls only to those who may read them', async () => {
    const first = renderPage(<ActivityPage />, {
      gateway: { listCalls: listing() },
    });
    await screen.findAllByRole('row');
    expect(screen.queryByRole('tab', { name: 'All calls' })).toBeNull();
    first.unmount();
    renderPage(<ActivityPage />, {
      gateway: { listCalls: listing() },
      mayReadAll: true,
    });
    expect(await screen.findByRole('tab', { name: 'All calls' })).toBeVisible();
  });

  it('never asks for everybody’s calls on behalf of those who may not', async () => {
    const listCalls = listing();
    renderPage(<ActivityPage />, { at: '/?role=all', gateway: { listCalls } });
    await screen.findAllByRole('row');
    expect(listCalls.mock.calls.map(([query]) => query.role)).not.toContain(
      'all',
    );
  });

  it('filters at the server by full entity refs', async () => {
    const listCalls = listing();
    renderPage(<ActivityPage />, {
      at: '/?role=owned&server=orders&user=alice&decision=deny',
      gateway: { listCalls },
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
});
