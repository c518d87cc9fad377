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
        listConsents: async () => consents,
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

  it('forgets what went wrong when it is asked again', async () => {
    renderPage(<MyApplications onEnded={() => {}} />, {
      gateway: {
        listConsents: async () => [consent],
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
        listConsents: async () => [],
        signOutEverywhere: async () => {
          times += 1;
          return {
            revoked: {
              tokens: 2,
              personalTokens: 4,
              consents: 1,
              refreshTokens: 3,
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
        /Applications: 1\. Tokens: 2\. Personal access tokens: 4\. Sign-ins that could be renewed: 3\./,
      ),
    ).toBeInTheDocument();
    await waitFor(() => expect(times).toBe(1));
  });
});
