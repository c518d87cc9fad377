import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ApiProblem } from '../api/ApiProblem';
import type { McpRegistryApi } from '../api/McpRegistryApi';
import type { InboxItem } from '../api/types';
import { anItem, aRequest, aRevision } from '../__testUtils__/examples';
import { renderPage } from '../__testUtils__/renderPage';
import { OpenItems } from './OpenItems';

async function open(
  item: InboxItem,
  registry: Partial<McpRegistryApi> = {},
): Promise<HTMLElement> {
  renderPage(<OpenItems />, {
    registry: {
      listInbox: async () => ({ items: [item], open: 1 }),
      ...registry,
    },
  });
  return screen.findByRole('group', { name: 'Decision' });
}

const decided = () =>
  jest.fn<
    ReturnType<McpRegistryApi['decideAccessRequest']>,
    Parameters<McpRegistryApi['decideAccessRequest']>
  >(async (_, { decision }) =>
    aRequest({
      state: decision === 'approve' ? 'approved' : 'denied',
      canUndo: true,
      undoUntil: '2999-01-01T00:00:00.000Z',
    }),
  );

describe('OpenItems', () => {
  it('shows who asks, for what, what others have and the risk', async () => {
    await open(anItem());
    const [card] = screen.getAllByRole('listitem');
    expect(card).toHaveTextContent('alice asks for orders');
    expect(card).toHaveTextContent('Answer customers faster');
    expect(card).toHaveTextContent('2 others');
    expect(card).toHaveTextContent(
      'Risk: High risk · Confidential data · 1 tool could destroy things',
    );
  });

  it('includes a tool that can destroy only after its own tick', async () => {
    const decideAccessRequest = decided();
    await open(anItem(), { decideAccessRequest });
    const refund = screen.getByRole('checkbox', { name: /refund_order/ });
    expect(refund).not.toBeChecked();
    await userEvent.click(
      screen.getByRole('button', { name: 'Approve 2 of 3 tools' }),
    );
    expect(decideAccessRequest).toHaveBeenCalledWith('req-1', {
      decision: 'approve',
      tools: { kind: 'named', names: ['search_orders', 'add_note'] },
      durationDays: 30,
    });
  });

  it('grants all as asked once everything is ticked', async () => {
    const decideAccessRequest = decided();
    await open(anItem(), { decideAccessRequest });
    await userEvent.click(
      screen.getByRole('checkbox', { name: /refund_order/ }),
    );
    await userEvent.click(screen.getByRole('button', { name: 'Approve' }));
    expect(decideAccessRequest).toHaveBeenCalledWith('req-1', {
      decision: 'approve',
      tools: { kind: 'all' },
      durationDays: 30,
    });
  });

  it('names the revision that was looked at', async () => {
    const decideAccessRequest = decided();
    await open(anItem({ revision: aRevision({ digest: 'sha256:seen' }) }), {
      decideAccessRequest,
    });
    await userEvent.click(screen.getByRole('button', { name: /^Approve/ }));
    expect(decideAccessRequest.mock.calls[0][1].seenRevisionDigest).toBe(
      'sha256:seen',
    );
  });

  it('cannot approve nothing, nor unknown tools without saying so', async () => {
    await open(anItem({ toolSurface: { known: false, tools: [] } }));
    const approve = screen.getByRole('button', { name: 'Approve' });
    expect(approve).toBeDisabled();
    await userEvent.click(
      screen.getByRole('checkbox', { name: /give access to the whole server/ }),
    );
    expect(approve).toBeEnabled();
  });

  it('denies only with a reason', async () => {
    const decideAccessRequest = decided();
    const group = await open(anItem(), { decideAccessRequest });
    await userEvent.click(within(group).getByRole('button', { name: 'Deny' }));
    const dialog = await screen.findByRole('dialog', {
      name: 'Deny this request?',
    });
    const reason = within(dialog).getByRole('textbox', { name: /Reason/ });
    expect(reason).toHaveFocus();
    await userEvent.click(within(dialog).getByRole('button', { name: 'Deny' }));
    expect(within(dialog).getByRole('alert')).toBeVisible();
    expect(decideAccessRequest).not.toHaveBeenCalled();
    await userEvent.type(reason, 'Use the report instead');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Deny' }));
    expect(decideAccessRequest).toHaveBeenCalledWith('req-1', {
      decision: 'deny',
      reason: 'Use the report instead',
    });
  });

  it('takes a decision back', async () => {
    const undoAccessDecision = jest.fn(async () => aRequest());
    await open(anItem(), {
      decideAccessRequest: decided(),
      undoAccessDecision,
    });
    await userEvent.click(screen.getByRole('button', { name: /^Approve/ }));
    expect(
      await screen.findByText('Approved: Orders can be used now'),
    ).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Undo' }));
    expect(undoAccessDecision).toHaveBeenCalledWith('req-1');
    expect(
      await screen.findByRole('group', { name: 'Decision' }),
    ).toBeVisible();
  });

  it('says so when somebody was faster, and shows the newest state', async () => {
    const listInbox = jest.fn(async () => ({ items: [anItem()], open: 1 }));
    await open(anItem(), {
      listInbox,
      decideAccessRequest: async () => {
        throw new ApiProblem({
          message: 'Somebody has decided about this request already.',
          status: 409,
        });
      },
    });
    await userEvent.click(screen.getByRole('button', { name: /^Approve/ }));
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Somebody has decided about this request already.',
    );
    listInbox.mockResolvedValue({ items: [], open: 0 });
    await userEvent.click(
      screen.getByRole('button', { name: 'Show the newest state' }),
    );
    expect(await screen.findByText('Nothing waits for you')).toBeVisible();
  });

  it('shows a proposal as a proposal', async () => {
    await open(
      anItem({
        accessRequest: aRequest({
          proposal: {
            decision: 'approve',
            proposedBy: 'user:default/bob',
            actor: 'plugin:scaffolder',
            proposedAt: '2026-01-01T11:00:00.000Z',
            tools: { kind: 'named', names: ['search_orders'] },
            durationDays: 7,
          },
        }),
      }),
    );
    expect(
      screen.getByText('bob proposed to approve this through scaffolder'),
    ).toBeVisible();
    expect(
      screen.getByRole('button', { name: 'Approve 1 of 3 tools' }),
    ).toBeEnabled();
  });

  it('lets nobody decide who may not', async () => {
    renderPage(<OpenItems />, {
      registry: {
        listInbox: async () => ({
          items: [anItem({ accessRequest: aRequest({ canDecide: false }) })],
          open: 1,
        }),
      },
    });
    expect(
      await screen.findByText(/somebody else has to decide/),
    ).toBeVisible();
    expect(screen.queryByRole('button', { name: /Approve/ })).toBeNull();
  });

  it('approves a revision, and says when its snapshot is unreadable', async () => {
    const decideRevision = jest.fn(async () =>
      aRevision({ state: 'approved' }),
    );
    await open(
      anItem({
        kind: 'revision',
        id: 'sha256:abc',
        accessRequest: undefined,
        revision: aRevision(),
      }),
      { decideRevision },
    );
    expect(
      screen.getByText(/What would run cannot be read by this page/),
    ).toBeVisible();
    await userEvent.click(
      screen.getByRole('button', { name: 'Approve this version' }),
    );
    expect(decideRevision).toHaveBeenCalledWith('sha256:abc', {
      decision: 'approve',
    });
  });

  it('says who else has to agree to a revision, before and after', async () => {
    const owner = {
      side: 'previous-owner' as const,
      owner: 'group:default/data-platform',
      reasons: ['owner' as const],
    };
    const revision = aRevision({
      consents: [],
      missingConsents: [owner, { side: 'reviewers', reasons: ['review'] }],
    });
    await open(
      anItem({
        kind: 'revision',
        id: 'sha256:abc',
        accessRequest: undefined,
        revision,
      }),
      {
        decideRevision: async () => ({
          ...revision,
          consents: [
            {
              side: 'reviewers',
              by: 'user:default/carol',
              at: '2026-01-01T11:00:00.000Z',
            },
          ],
          missingConsents: [owner],
        }),
      },
    );
    expect(
      screen.getByText(
        /Needs also: previous owner \(.*data-platform.*\) because the owner changes/,
      ),
    ).toBeVisible();
    await userEvent.click(
      screen.getByRole('button', { name: 'Approve this version' }),
    );
    expect(
      await screen.findByText(
        /Still to decide: previous owner \(.*data-platform.*\)/,
      ),
    ).toBeVisible();
    expect(
      screen.queryByRole('button', { name: 'Approve this version' }),
    ).toBeNull();
  });
});
