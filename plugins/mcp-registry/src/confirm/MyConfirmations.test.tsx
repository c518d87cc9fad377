import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderPage } from '../__testUtils__/renderPage';
import { ApiProblem } from '../api/ApiProblem';
import type { Confirmation } from '../api/types';
import { MyConfirmations } from './MyConfirmations';

const confirmation: Confirmation = {
  id: 'one',
  rule: { id: 'ask', title: 'Wiping needs your word' },
  serverRef: 'api:default/orders',
  name: 'wipe',
  application: 'claude-code 2.1',
  decision: 'approve',
  decidedAt: new Date().toISOString(),
  expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
};

describe('MyConfirmations', () => {
  it('lists my word, and takes it back', async () => {
    let items = [confirmation];
    const revoked: string[] = [];
    renderPage(<MyConfirmations />, {
      gateway: {
        listConfirmations: async () => items,
        revokeConfirmation: async id => {
          revoked.push(id);
          items = [];
        },
      },
    });
    const card = await screen.findByRole('listitem');
    expect(card).toHaveTextContent(/Wiping needs your word.*Approved/);
    expect(card).toHaveTextContent(/wipe · .*orders · claude-code 2\.1/i);
    await userEvent.click(
      screen.getByRole('button', { name: 'Take back: Wiping needs your word' }),
    );
    expect(
      await screen.findByText('Nothing that you confirmed holds now.'),
    ).toBeVisible();
    expect(revoked).toEqual(['one']);
  });

  it('says what I refused, and why it was not taken back', async () => {
    renderPage(<MyConfirmations />, {
      gateway: {
        listConfirmations: async () => [{ ...confirmation, decision: 'deny' }],
        revokeConfirmation: async () => {
          throw new ApiProblem({ message: 'Not now', status: 503 });
        },
      },
    });
    expect(await screen.findByText('Refused')).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: /^Take back/ }));
    expect(await screen.findByText('Not now')).toBeVisible();
  });
});
