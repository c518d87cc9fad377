import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderPage } from '../__testUtils__/renderPage';
import type {
  GrantPage,
  NewPersonalToken,
  PersonalToken,
  PersonalTokens,
} from '../api/types';
import { MyPersonalTokens } from './MyPersonalTokens';

const token: PersonalToken = {
  id: 'one',
  name: 'Laptop',
  servers: ['api:default/orders'],
  createdAt: new Date().toISOString(),
  expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
  revoked: false,
};
const value = `sallyport_pat_${'x'.repeat(49)}`;
const some = (...items: PersonalToken[]): PersonalTokens => ({
  items,
  enabled: true,
  maxDays: 90,
});
const grants = {
  items: [{ id: 'g', serverRef: 'api:default/orders', state: 'active' }],
} as GrantPage;

const lastButton = (name: string) => {
  const buttons = screen.getAllByRole('button', { name });
  return buttons[buttons.length - 1];
};

describe('MyPersonalTokens', () => {
  it('makes one for what I tick, shows it once with a command that does not hold it', async () => {
    const asked: unknown[] = [];
    let items: PersonalToken[] = [];
    renderPage(<MyPersonalTokens />, {
      registry: { listGrants: async () => grants },
      gateway: {
        listPersonalTokens: async () => some(...items),
        getInfo: async () => ({ publicUrl: 'https://mcp.example' } as never),
        createPersonalToken: async options => {
          asked.push(options);
          items = [token];
          return { ...token, token: value } satisfies NewPersonalToken;
        },
      },
    });
    await screen.findByText('No personal access tokens.');
    await userEvent.click(screen.getByRole('button', { name: 'Make a token' }));
    await userEvent.click(lastButton('Make a token'));
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'tick at least one AI tool',
    );
    expect(asked).toEqual([]);
    await userEvent.type(screen.getByRole('textbox'), 'Laptop');
    await userEvent.click(await screen.findByRole('checkbox'));
    await userEvent.click(lastButton('Make a token'));
    expect(await screen.findByText(value)).toBeInTheDocument();
    expect(asked).toEqual([
      { name: 'Laptop', days: 30, servers: ['api:default/orders'] },
    ]);
    expect((await screen.findByText(/^claude mcp add/)).textContent).toContain(
      'https://mcp.example/servers/default/orders/mcp',
    );
    expect(screen.getByText(/^claude mcp add/).textContent).not.toContain(
      value,
    );
    expect(await screen.findByText('Laptop')).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: 'I have copied it' }),
    );
    expect(screen.queryByText(value)).not.toBeInTheDocument();
  });

  it('revokes one after a question', async () => {
    const ended: string[] = [];
    let items = [token];
    renderPage(<MyPersonalTokens />, {
      gateway: {
        listPersonalTokens: async () => some(...items),
        revokePersonalToken: async id => {
          ended.push(id);
          items = [{ ...token, revoked: true }];
        },
      },
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Revoke token' }),
    );
    expect(
      screen.getByText('Revoke the token for Laptop?'),
    ).toBeInTheDocument();
    expect(ended).toEqual([]);
    await userEvent.click(lastButton('Revoke token'));
    expect(await screen.findByText('Revoked')).toBeInTheDocument();
    expect(ended).toEqual(['one']);
  });

  it('says that the company switched them off', async () => {
    renderPage(<MyPersonalTokens />, {
      gateway: {
        listPersonalTokens: async () => ({ ...some(), enabled: false }),
      },
    });
    expect(await screen.findByText(/^Switched off/)).toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: 'Make a token' }),
    ).not.toBeInTheDocument();
  });
});
