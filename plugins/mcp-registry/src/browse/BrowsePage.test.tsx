import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ApiProblem } from '../api/ApiProblem';
import type { McpRegistryApi } from '../api/McpRegistryApi';
import { aPageOf, aServer } from '../__testUtils__/examples';
import { renderPage } from '../__testUtils__/renderPage';
import { BrowsePage } from './BrowsePage';

function listing(answer: McpRegistryApi['listServers']) {
  return jest.fn(answer);
}

describe('BrowsePage', () => {
  it('says what a server does, whether I can use it, who owns it and how sensitive it is', async () => {
    renderPage(<BrowsePage />, {
      registry: { listServers: async () => aPageOf([aServer()]) },
    });
    const card = await screen.findByRole('listitem');
    const text = card.textContent ?? '';
    const order = [
      'Looks up orders and refunds them',
      'Needs access',
      'data-platform',
      'High risk',
    ].map(part => text.indexOf(part));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order).not.toContain(-1);
    expect(
      within(card).getByRole('link', { name: 'Ask for access to Orders' }),
    ).toHaveAttribute(
      'href',
      '/ai-tools/request?server=api%3Adefault%2Forders',
    );
  });

  it.each([
    [{ access: { state: 'granted' as const } }, 'You can use this now'],
    [{ access: { state: 'stopped' as const } }, 'Stopped for now'],
    [
      {
        access: { state: 'not-served' as const },
        status: 'suspended' as const,
      },
      'Suspended',
    ],
    [
      {
        access: { state: 'not-served' as const },
        runnable: { ok: false, reason: 'stdio-needs-runtime' as const },
      },
      'Cannot run here yet',
    ],
    [
      { access: { state: 'not-served' as const }, status: 'waiting' as const },
      'Waiting for review',
    ],
  ])('tells the states apart in words: %j', async (over, text) => {
    renderPage(<BrowsePage />, {
      registry: { listServers: async () => aPageOf([aServer(over)]) },
    });
    expect(
      await within(await screen.findByRole('listitem')).findByText(text),
    ).toBeVisible();
  });

  it('searches at the server once typing stops, and keeps the words in the address', async () => {
    const listServers = listing(async ({ search }) =>
      aPageOf(search ? [] : [aServer()]),
    );
    renderPage(<BrowsePage />, { registry: { listServers } });
    await userEvent.type(
      await screen.findByRole('searchbox', { name: 'Search AI tools' }),
      'refunds',
    );
    expect(await screen.findByText('Nothing matches')).toBeVisible();
    const searched = listServers.mock.calls.map(([query]) => query.search);
    expect(searched).toEqual([undefined, 'refunds']);
    await userEvent.click(
      screen.getAllByRole('button', { name: 'Clear filters' })[0],
    );
    expect(await screen.findByRole('listitem')).toBeVisible();
  });

  it('takes filters from the address and ignores values that are none', async () => {
    const listServers = listing(async () => aPageOf([aServer()]));
    renderPage(<BrowsePage />, {
      at: '/?risk=high&data=bogus&usable=true&tag=orders',
      registry: { listServers },
    });
    await screen.findByRole('listitem');
    expect(listServers.mock.calls[0][0]).toMatchObject({
      riskTier: 'high',
      dataClassification: undefined,
      usable: true,
      tag: 'orders',
    });
  });

  it('loads further pages on demand', async () => {
    renderPage(<BrowsePage />, {
      registry: {
        listServers: async ({ cursor }) =>
          cursor
            ? aPageOf([aServer({ serverId: 'srv-2', title: 'Second' })])
            : aPageOf([aServer()], 'next'),
      },
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Show more' }),
    );
    expect(await screen.findByRole('link', { name: 'Second' })).toBeVisible();
    expect(screen.getAllByRole('listitem')).toHaveLength(2);
  });

  it('says what went wrong in the server’s words and tries again', async () => {
    const listServers = listing(async () => aPageOf([aServer()]));
    listServers.mockRejectedValueOnce(
      new ApiProblem({ message: 'The database is asleep', status: 503 }),
    );
    renderPage(<BrowsePage />, { registry: { listServers } });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The database is asleep',
    );
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('listitem')).toBeVisible();
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
  });
});
