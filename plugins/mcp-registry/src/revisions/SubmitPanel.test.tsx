import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aRevision, aServer, anItem } from '../__testUtils__/examples';
import { renderPage } from '../__testUtils__/renderPage';
import type { RevisionDecision, RevisionEntry } from '../api/types';
import { RevisionCard } from '../approvals/RevisionCard';
import { SubmitPanel } from './SubmitPanel';

const aVersion = (over: Partial<RevisionEntry>): RevisionEntry => ({
  digest: 'sha256:1',
  number: 1,
  state: 'changes-requested',
  submittedBy: 'user:default/bob',
  submittedAt: '2026-01-01T10:00:00.000Z',
  decidedBy: 'user:default/carol',
  decidedAt: '2026-01-02T10:00:00.000Z',
  reason: 'Name the tools by what they do.',
  history: [],
  canRollBack: false,
  ...over,
});
const waiting = aVersion({
  digest: 'sha256:2',
  number: 2,
  state: 'submitted',
  decidedBy: undefined,
  decidedAt: undefined,
});

describe('changes that a reviewer asks for', () => {
  it('are shown to the owner, who answers in words with a new version', async () => {
    const sent: unknown[] = [];
    const onDone = jest.fn();
    renderPage(
      <SubmitPanel
        server={aServer({ iDecide: true })}
        versions={[aVersion({})]}
        onDone={onDone}
      />,
      {
        registry: {
          submitServer: async (...asked) => {
            sent.push(asked);
            return aRevision({ number: 2 });
          },
        },
      },
    );
    expect(
      await screen.findByText('Name the tools by what they do.'),
    ).toBeVisible();
    await userEvent.type(screen.getByRole('textbox'), 'They do now.');
    await userEvent.click(
      screen.getByRole('button', { name: 'Answer with a new version' }),
    );
    expect(await screen.findByRole('status')).toHaveTextContent(
      'Version 2 waits for review.',
    );
    expect(sent).toEqual([['api:default/orders', 'They do now.']]);
    expect(onDone).toHaveBeenCalledTimes(1);
  });

  it('are no longer asked for once a version waits; a draft asks nobody', async () => {
    renderPage(
      <SubmitPanel
        server={aServer({ iDecide: true })}
        versions={[waiting, aVersion({})]}
        onDone={() => undefined}
      />,
      {
        registry: {
          draftServer: async () => aRevision({ number: 3, state: 'draft' }),
        },
      },
    );
    expect(await screen.findByText('Put up for review')).toBeVisible();
    expect(screen.queryByText('Changes are asked for')).toBeNull();
    await userEvent.click(
      screen.getByRole('button', { name: 'Try it as a draft' }),
    );
    expect(await screen.findByRole('status')).toHaveTextContent(
      'Version 3 is a draft',
    );
  });

  it('need words, and say what was said before', async () => {
    const decided: RevisionDecision[] = [];
    const revision = aRevision({ number: 2, answers: 'sha256:1' });
    renderPage(
      <ul>
        <RevisionCard
          item={anItem({ kind: 'revision', revision })}
          revision={revision}
          onDecided={() => undefined}
        />
      </ul>,
      {
        registry: {
          getRevisionThread: async () => [aVersion({}), waiting],
          decideRevision: async (_, decision) => {
            decided.push(decision);
            return aRevision({ state: 'changes-requested' });
          },
        },
      },
    );
    const thread = await screen.findByRole('list', {
      name: 'What was asked for before',
    });
    expect(thread).toHaveTextContent('Name the tools by what they do.');
    await userEvent.click(
      screen.getByRole('button', { name: 'Ask for changes' }),
    );
    const dialog = within(screen.getByRole('dialog'));
    const ask = dialog.getByRole('button', { name: 'Ask for changes' });
    await userEvent.click(ask);
    expect(decided).toEqual([]);
    await userEvent.type(dialog.getByRole('textbox'), 'Shorter, please.');
    await userEvent.click(ask);
    expect(decided).toEqual([
      { decision: 'request-changes', reason: 'Shorter, please.' },
    ]);
  });
});
