import { EntityProvider } from '@backstage/plugin-catalog-react';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { McpGatewayApi } from '../api/McpGatewayApi';
import type { Server } from '../api/types';
import { aCall, aServer } from '../__testUtils__/examples';
import { renderPage } from '../__testUtils__/renderPage';
import { ConnectContent } from './ConnectContent';

const TOKEN = 'eyJ-the-secret-of-the-day';

function show(server: Server, gateway: Partial<McpGatewayApi> = {}) {
  renderPage(
    <EntityProvider
      entity={{
        apiVersion: 'backstage.io/v1alpha1',
        kind: 'API',
        metadata: { name: 'orders', namespace: 'default' },
      }}
    >
      <ConnectContent />
    </EntityProvider>,
    {
      registry: {
        getServer: async () => server,
        getApprovers: async () => ({
          approvers: [{ ref: 'user:default/bob', title: 'Bob' }],
          why: 'owner',
          usualWaitSeconds: 7200,
        }),
      },
      gateway: {
        listTokens: async () => [],
        listCalls: async () => ({ items: [] }),
        createToken: async () => ({
          id: 'tok-1',
          serverRef: server.serverRef,
          endpoint: server.endpoint ?? '',
          createdAt: new Date().toISOString(),
          expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
          revoked: false,
          token: TOKEN,
        }),
        ...gateway,
      },
    },
  );
}

const granted = aServer({ access: { state: 'granted' } });

describe('ConnectContent', () => {
  it('shows the token once, and puts it into no snippet', async () => {
    show(granted);
    await userEvent.click(
      await screen.findByRole('button', { name: 'Get a token' }),
    );
    expect(await screen.findByText(TOKEN)).toBeVisible();
    for (const client of ['Chat app', 'Claude Code', 'VS Code', 'Cursor']) {
      await userEvent.click(screen.getByRole('tab', { name: client }));
      const panel = screen.getByRole('tabpanel');
      expect(panel.innerHTML).not.toContain(TOKEN);
      expect(panel).toHaveTextContent(
        'http://localhost:7008/servers/default/orders/mcp',
      );
    }
  });

  it('offers the chat app an address and no JSON', async () => {
    show(granted);
    const panel = await screen.findByRole('tabpanel');
    expect(panel).toHaveTextContent(granted.endpoint ?? '');
    expect(panel.textContent).not.toContain('{');
  });

  it('turns green when a call was made, and says which application made it', async () => {
    show(granted, {
      listCalls: async () => ({
        items: [
          aCall({ client: 'claude-code 2.1', at: new Date().toISOString() }),
        ],
      }),
    });
    expect(await screen.findByText(/Connected: claude-code 2.1/)).toBeVisible();
  });

  it('says what is wrong when the last call was refused', async () => {
    show(granted, {
      listCalls: async () => ({
        items: [
          aCall({ decision: 'deny', reason: 'unauthenticated.expired-token' }),
        ],
      }),
    });
    expect(
      await screen.findByText(/The gateway token has expired/),
    ).toBeVisible();
  });

  it('tells people without access who decides and how to ask', async () => {
    show(aServer());
    expect(
      await screen.findByText(
        'Bob decides, as owner of the server. It usually takes 2 hours.',
      ),
    ).toBeVisible();
    expect(
      screen.getByRole('link', { name: 'Ask for access' }),
    ).toHaveAttribute(
      'href',
      '/ai-tools/request?server=api%3Adefault%2Forders',
    );
    expect(screen.queryByRole('button', { name: 'Get a token' })).toBeNull();
  });
});
