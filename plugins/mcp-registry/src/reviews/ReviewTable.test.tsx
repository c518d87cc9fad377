import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderPage } from '../__testUtils__/renderPage';
import type { ReviewAnswers, ReviewItem } from '../api/types';
import { ReviewTable } from './ReviewTable';

const item = (fields: Partial<ReviewItem>): ReviewItem => ({
  ...{ id: 'q1', kind: 'grant', campaignId: 'c', state: 'open' },
  ...{ riskTier: 'medium', serverRef: 'api:default/orders' },
  ...{ serverTitle: 'Orders', owner: 'group:default/data-platform' },
  createdAt: '2026-11-01T00:00:00.000Z',
  answerBy: '2026-12-01T00:00:00.000Z',
  canAnswer: true,
  grant: {
    ...{ id: 'g1', subject: 'user:default/alice', purpose: 'Month end' },
    ...{ tools: { kind: 'all' }, state: 'active', grantedBy: 'user:default/b' },
    createdAt: '2026-10-01T00:00:00.000Z',
    expiresAt: '2027-01-01T00:00:00.000Z',
  },
  coveredTools: ['read', 'refund'],
  use: {
    ...{ known: true, since: '2026-10-01T00:00:00.000Z', other: false },
    lastUsedAt: '2026-11-20T00:00:00.000Z',
    tools: [{ name: 'read', lastUsedAt: '2026-11-20T00:00:00.000Z' }],
  },
  proposed: {
    ...{ answer: 'narrow', reason: 'some-unused' },
    ...{ tools: ['read'], unused: ['refund'] },
  },
  ...fields,
});

function show(items: ReviewItem[]) {
  const sent: ReviewAnswers[] = [];
  renderPage(<ReviewTable />, {
    registry: {
      listReviews: async () => ({ items }),
      answerReviews: async answers => {
        sent.push(answers);
        return answers.answers.map(({ id }) => ({
          ...{ id, outcome: 'answered' as const },
        }));
      },
    },
  });
  return sent;
}

describe('the table of reviews', () => {
  it('sends what is filled in, with the tools that were seen, by keyboard', async () => {
    const sent = show([item({})]);
    const row = (await screen.findByText(/Month end/)).closest('tr');
    expect(row).toHaveTextContent('Keep what was used');
    expect(row).toHaveTextContent('refund');
    const tick = within(row as HTMLElement).getByRole('checkbox');
    // Past the box that selects all.
    await userEvent.tab();
    await userEvent.tab();
    expect(tick).toHaveFocus();
    await userEvent.keyboard(' ');
    await userEvent.click(
      screen.getByRole('button', { name: 'Send one answer' }),
    );
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]).toEqual({
      answers: [{ id: 'q1', answer: 'narrow', tools: ['read'] }],
    });
    expect(
      await screen.findByText('One answer was taken.'),
    ).toBeInTheDocument();
  });

  it('never calls unused what nobody knows, and fills nothing in for it', async () => {
    show([
      item({ use: { known: false }, proposed: { reason: 'use-not-known' } }),
    ]);
    const row = (await screen.findByText(/Month end/)).closest('tr');
    expect(row).toHaveTextContent('Not known');
    expect(row).not.toHaveTextContent('Never');
    await userEvent.click(within(row as HTMLElement).getByRole('checkbox'));
    expect(
      screen.getByText('Choose an answer for what you ticked.'),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: 'Send one answer' }),
    ).toBeDisabled();
  });

  it('answers many at once', async () => {
    const sent = show([
      item({}),
      item({
        ...{ id: 'q2', kind: 'server', grant: undefined, use: undefined },
        ...{ proposed: undefined, coveredTools: undefined },
        agentProposal: {
          ...{ answer: 'keep', proposedBy: 'user:default/bob' },
          proposedAt: '2026-11-02T00:00:00.000Z',
        },
      }),
    ]);
    await userEvent.click(
      await screen.findByRole('checkbox', { name: 'Select all' }),
    );
    await userEvent.click(
      screen.getByRole('button', { name: 'Send 2 answers' }),
    );
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0].answers).toEqual([
      { id: 'q1', answer: 'narrow', tools: ['read'] },
      { id: 'q2', answer: 'keep' },
    ]);
  });
});
