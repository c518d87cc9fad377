import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderPage } from '../__testUtils__/renderPage';
import { ApiProblem } from '../api/ApiProblem';
import type { Consent } from '../api/types';
import { MyApplications } from './MyApplications';

const consent: Consent = {
  id: 'one',
  client: { id: 'claude-code', name: 'Claude Code', isKnown: true },
  resource: 'https://mcp.example/mcp',
  grantedAt: new Date().toISOString(),
  expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
};

describe('MyApplications', () => {
  it('lists what I let in, and ends it after a question', async () => {
    let consents = [consent];
    const ended: string[] = [];
    renderPage(<MyApplications onEnded={() => {}} />, {
      gateway: {
        listConsents: async () => ({ items: consents }),
        revokeConsent: async id => {
          ended.push(id);
          consents = [];
        },
      },
    });
    expect(await screen.findByText('Claude Code')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Disconnect' }));
    expect(screen.getByText('Disconnect Claude Code?')).toBeInTheDocument();
    expect(ended).toEqual([]);
    const buttons = screen.getAllByRole('button', { name: 'Disconnect' });
    await userEvent.click(buttons[buttons.length - 1]);
    expect(
      await screen.findByText('No application is connected by sign-in.'),
    ).toBeInTheDocument();
    expect(ended).toEqual(['one']);
  });

  it('shows where each is used: what it calls itself, since when, from which browser, and where its answers go', async () => {
    renderPage(<MyApplications onEnded={() => {}} />, {
      gateway: {
        listConsents: async () => ({
          items: [
            {
              ...consent,
              lastUsedAt: new Date().toISOString(),
              usedBy: 'claude-code 2.1.332',
              grantedIn: { browser: 'Firefox', system: 'macOS' },
              redirectHost: 'localhost:4711',
              redirectKind: 'program',
            },
            { ...consent, id: 'older', grantedIn: { system: 'Linux' } },
          ],
        }),
      },
    });
    const [newer, older] = await screen.findAllByRole('listitem');
    expect(newer).toHaveTextContent('Calls itselfclaude-code 2.1.332');
    expect(newer).toHaveTextContent('Allowed inFirefox on macOS');
    expect(newer).toHaveTextContent(
      'Answers go toa program on your computer (localhost:4711)',
    );
    expect(older).toHaveTextContent('Last usedNot yet');
    expect(older).toHaveTextContent('Allowed inLinux');
    expect(older).not.toHaveTextContent('Calls itself');
    expect(older).not.toHaveTextContent('Answers go to');
  });

  it('shows more of them when there are more', async () => {
    const asked: (string | undefined)[] = [];
    renderPage(<MyApplications onEnded={() => {}} />, {
      gateway: {
        listConsents: async ({ cursor }) => {
          asked.push(cursor);
          return cursor === undefined
            ? { items: [consent], nextCursor: 'next' }
            : {
                items: [
                  {
                    ...consent,
                    id: 'two',
                    client: { ...consent.client, name: 'Cursor' },
                  },
                ],
              };
        },
      },
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Show more' }),
    );
    expect(await screen.findByText('Cursor')).toBeInTheDocument();
    expect(screen.getByText('Claude Code')).toBeInTheDocument();
    expect(asked).toContain('next');
    expect(
      screen.queryByRole('button', { name: 'Show more' }),
    ).not.toBeInTheDocument();
  });

  it('forgets what went wrong when it is asked again', async () => {
    renderPage(<MyApplications onEnded={() => {}} />, {
      gateway: {
        listConsents: async () => ({ items: [consent] }),
        revokeConsent: async () => {
          throw new ApiProblem({ message: 'Not now', status: 503 });
        },
      },
    });
    const open = async () =>
      await userEvent.click(
        await screen.findByRole('button', { name: 'Disconnect' }),
      );
    await open();
    const buttons = screen.getAllByRole('button', { name: 'Disconnect' });
    await userEvent.click(buttons[buttons.length - 1]);
    expect(await screen.findByText('Not now')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    await open();
    expect(screen.getByText('Disconnect Claude Code?')).toBeInTheDocument();
    expect(screen.queryByText('Not now')).not.toBeInTheDocument();
  });

  it('signs out everywhere, and says what ended', async () => {
    let times = 0;
    renderPage(<MyApplications onEnded={() => {}} />, {
      gateway: {
        listConsents: async () => ({ items: [] }),
        signOutEverywhere: async () => {
          times += 1;
          return {
            revoked: {
              tokens: 2,
              personalTokens: 4,
              consents: 1,
              refreshTokens: 3,
              agents: 5,
            },
          };
        },
      },
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Sign out everywhere' }),
    );
    const buttons = screen.getAllByRole('button', {
      name: 'Sign out everywhere',
    });
    await userEvent.click(buttons[buttons.length - 1]);
    expect(
      await screen.findByText(
        /Applications: 1\. Tokens: 2\. Personal access tokens: 4\. Sign-ins that could be renewed: 3\. Agents that could act for you: 5\./,
      ),
    ).toBeInTheDocument();
    await waitFor(() => expect(times).toBe(1));
  });
});
