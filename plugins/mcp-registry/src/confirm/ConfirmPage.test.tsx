import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderPage } from '../__testUtils__/renderPage';
import { ApiProblem } from '../api/ApiProblem';
import type { McpGatewayApi } from '../api/McpGatewayApi';
import type { AskedConfirmation, Confirmation } from '../api/types';
import { ConfirmPage } from './ConfirmPage';

const asked: AskedConfirmation = {
  rule: { id: 'ask', title: 'Wiping needs your word' },
  serverRef: 'api:default/orders',
  name: 'wipe',
  isTool: true,
  covers: 'tool',
  validMinutes: 90,
  application: 'claude-code 2.1',
  tokenFor: 'Claude Code on my laptop',
  sessionStartedAt: new Date().toISOString(),
  expiresAt: new Date(Date.now() + 600_000).toISOString(),
};
const said: Confirmation = {
  id: 'one',
  rule: asked.rule,
  serverRef: asked.serverRef,
  name: 'wipe',
  decision: 'approve',
  decidedAt: new Date().toISOString(),
  expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
};

function open(
  given: Partial<AskedConfirmation> = {},
  gateway: Partial<McpGatewayApi> = {},
) {
  const answers: string[][] = [];
  renderPage(<ConfirmPage />, {
    at: '/?ticket=the-ticket',
    gateway: {
      getAskedConfirmation: async () => ({ ...asked, ...given }),
      confirm: async (...answer) => {
        answers.push(answer);
        return said;
      },
      ...gateway,
    },
  });
  return answers;
}

describe('ConfirmPage', () => {
  it('says who wants what, where and for how long, and whose idea it should be', async () => {
    open();
    expect(
      (await screen.findAllByText('Confirm: Wiping needs your word')).length,
    ).toBeGreaterThan(0);
    expect(screen.getByText('the tool wipe')).toBeVisible();
    expect(screen.getByText('claude-code 2.1')).toBeVisible();
    expect(screen.getByText('Claude Code on my laptop')).toBeVisible();
    expect(
      screen.getByText('for this session, 1 hour, 30 minutes at most'),
    ).toBeVisible();
    expect(screen.getByText(/only if you have just asked/)).toBeVisible();
    expect(
      screen.queryByText('Agent that acts for you'),
    ).not.toBeInTheDocument();
  });

  it('says all that a yes would hold for, and which agent asks', async () => {
    open({
      covers: 'server',
      actorRef: 'component:default/triage',
      sessionStartedAt: undefined,
    });
    expect(
      await screen.findByText(
        'the tool wipe; everything that the rule is about on this server',
      ),
    ).toBeVisible();
    expect(screen.getByText('Agent that acts for you')).toBeVisible();
    expect(screen.getByText(/^for this application/)).toBeVisible();
  });

  it.each([
    ['Approve', 'approve', 'Approved'],
    ['Refuse', 'deny', 'Refused'],
  ])('%s decides once, with the ticket of its link', async (name, as, done) => {
    const answers = open();
    await userEvent.dblClick(await screen.findByRole('button', { name }));
    await waitFor(() =>
      expect(screen.getByRole('status')).toHaveTextContent(done),
    );
    expect(answers).toEqual([['the-ticket', as]]);
    expect(screen.queryByRole('button', { name })).not.toBeInTheDocument();
  });

  it('stays, and says so, when nothing was decided', async () => {
    open(
      {},
      {
        confirm: async () => {
          throw new ApiProblem({ message: 'Used already', status: 409 });
        },
      },
    );
    await userEvent.click(
      await screen.findByRole('button', { name: 'Approve' }),
    );
    expect(await screen.findByText('Used already')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Refuse' })).toBeEnabled();
  });

  it.each([
    [404, 'This question has ended'],
    [403, 'This link is for somebody else'],
    [503, 'Not now'],
  ])('says what is wrong with a link: %s', async (status, words) => {
    open(
      {},
      {
        getAskedConfirmation: async () => {
          throw new ApiProblem({ message: words, status });
        },
      },
    );
    expect(await screen.findByText(words)).toBeVisible();
    expect(
      screen.queryByRole('button', { name: 'Approve' }),
    ).not.toBeInTheDocument();
  });
});
