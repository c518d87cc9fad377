import { screen, waitFor } from '@testing-library/react';
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
  isLoopbackRedirect: true,
  resource: 'https://mcp.example/servers/default/orders/mcp',
  servers: [
    { serverRef: 'api:default/orders', mayUse: true },
    { serverRef: 'api:default/files', mayUse: false },
  ],
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
    expect(screen.getByText('a program on this computer')).toBeInTheDocument();
    expect(screen.getByText('You can use this now')).toBeInTheDocument();
    expect(screen.getByText('You have no access')).toBeInTheDocument();
    expect(
      screen.getByText(/Allowing gives no new access/),
    ).toBeInTheDocument();
    expect(
      screen.queryByText('This portal does not know the application'),
    ).not.toBeInTheDocument();
  });

  it('warns of a client that nobody registered and of an answer that goes elsewhere', async () => {
    render({
      ...interaction,
      client: { ...interaction.client, isKnown: false },
      redirectHost: 'elsewhere.example',
      isLoopbackRedirect: false,
    });
    expect(
      await screen.findByText('This portal does not know the application'),
    ).toBeInTheDocument();
    expect(
      screen.getByText(/It goes to elsewhere\.example/),
    ).toBeInTheDocument();
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
