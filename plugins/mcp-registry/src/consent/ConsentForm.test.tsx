import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderPage } from '../__testUtils__/renderPage';
import { ApiProblem } from '../api/ApiProblem';
import type { Interaction } from '../api/types';
import { ConsentForm } from './ConsentForm';

const interaction: Interaction = {
  id: 'one',
  client: { id: 'claude-code', name: 'Claude Code', isKnown: true },
  redirectUri: 'http://localhost:4711/callback',
  redirectHost: 'localhost:4711',
  redirectKind: 'program',
  resource: 'https://mcp.example/servers/default/orders/mcp',
  servers: [
    {
      serverRef: 'api:default/orders',
      mayUse: true,
      tools: [
        { effect: 'reads', count: 9, names: ['search_orders', 'get_order'] },
        { effect: 'destroys', count: 1, names: ['refund_order'] },
      ],
    },
    { serverRef: 'api:default/files', mayUse: false },
  ],
  moreServers: 0,
  scopes: ['mcp'],
  expiresAt: new Date(Date.now() + 600_000).toISOString(),
};

function render(
  asked: Interaction = interaction,
  decide: () => Promise<{ redirectTo: string }> = async () => ({
    redirectTo: 'https://mcp.example/resume?ticket=t',
  }),
) {
  const decisions: string[][] = [];
  const left: string[] = [];
  renderPage(
    <ConsentForm interaction={asked} leave={url => left.push(url)} />,
    {
      gateway: {
        decideInteraction: async (id, decision) => {
          decisions.push([id, decision]);
          return await decide();
        },
      },
    },
  );
  return { decisions, left };
}

describe('ConsentForm', () => {
  it('says who asks, for what, and that nothing more is given', async () => {
    render();
    expect(await screen.findByText('Connect Claude Code?')).toBeInTheDocument();
    expect(screen.getByText(interaction.resource)).toBeInTheDocument();
    expect(
      screen.getByText('a program on your computer (localhost:4711)'),
    ).toBeInTheDocument();
    expect(screen.getByText('You can use this now')).toBeInTheDocument();
    expect(screen.getByText('You have no access')).toBeInTheDocument();
    expect(
      screen.getByText(/Allowing gives no new access/),
    ).toBeInTheDocument();
    expect(
      screen.queryByText('This portal does not know the application'),
    ).not.toBeInTheDocument();
  });

  it('names the tools that it could use, by what they do, and counts the rest', async () => {
    render();
    const [tools, ...others] = await screen.findAllByRole('list', {
      name: 'Tools that you can use',
    });
    // Of a server that I have no access to nothing is said.
    expect(others).toEqual([]);
    expect(
      within(tools)
        .getAllByRole('listitem')
        .map(({ textContent }) => textContent),
    ).toEqual([
      'Reads · 9search_orders, get_order and 7 more',
      'Can destroy · 1refund_order',
    ]);
  });

  it('says where there are no tools, where nobody knows them, and how many servers are not shown', async () => {
    render({
      ...interaction,
      servers: [
        { serverRef: 'api:default/orders', mayUse: true, tools: [] },
        { serverRef: 'api:default/files', mayUse: true },
      ],
      moreServers: 3,
    });
    expect(
      await screen.findByText('None of its tools is open to you now.'),
    ).toBeInTheDocument();
    expect(
      screen.getByText('Which tools it has is not known.'),
    ).toBeInTheDocument();
    expect(
      screen.getByText('And 3 more that you can use.'),
    ).toBeInTheDocument();
  });

  it('warns of an answer that any app with such links would get', async () => {
    render({
      ...interaction,
      redirectHost: 'cursor',
      redirectKind: 'app',
    });
    expect(
      await screen.findByText('an app that opens “cursor:” links'),
    ).toBeInTheDocument();
    expect(
      screen.getByText(/Whatever opens “cursor:” links/),
    ).toBeInTheDocument();
  });

  it('warns of a client that nobody registered and of an answer that goes elsewhere', async () => {
    render({
      ...interaction,
      client: { ...interaction.client, isKnown: false },
      redirectHost: 'elsewhere.example',
      redirectKind: 'web',
    });
    expect(
      await screen.findByText('This portal does not know the application'),
    ).toBeInTheDocument();
    expect(
      screen.getByText(/It goes to elsewhere\.example/),
    ).toBeInTheDocument();
    expect(screen.getByText('claude-code')).toBeInTheDocument();
  });

  it.each([
    ['Allow', 'allow'],
    ['Cancel', 'deny'],
  ])('%s decides once and leaves with the window', async (name, decision) => {
    const { decisions, left } = render();
    await userEvent.dblClick(await screen.findByRole('button', { name }));
    await waitFor(() =>
      expect(left).toEqual(['https://mcp.example/resume?ticket=t']),
    );
    expect(decisions).toEqual([['one', decision]]);
    expect(screen.getByText('Going back to Claude Code')).toBeInTheDocument();
  });

  it('stays, and says so, when nothing was decided', async () => {
    const { left } = render(interaction, async () => {
      throw new ApiProblem({ message: 'It has expired', status: 404 });
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Allow' }));
    expect(await screen.findByText('It has expired')).toBeInTheDocument();
    expect(left).toEqual([]);
    expect(screen.getByRole('button', { name: 'Allow' })).toBeEnabled();
  });
});
