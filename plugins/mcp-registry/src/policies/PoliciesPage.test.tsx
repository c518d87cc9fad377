import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderPage } from '../__testUtils__/renderPage';
import { ApiProblem } from '../api/ApiProblem';
import type { McpGatewayApi } from '../api/McpGatewayApi';
import type { Policy, PolicyList } from '../api/types';
import { PoliciesPage } from './PoliciesPage';

const TEXT = 'forbid(principal, action, resource == Tool::"wipe");';
const OLD = 'forbid(principal, action, resource == Tool::"drop");';

const policy = (given: Partial<Policy> = {}): Policy => ({
  name: 'wiping',
  origin: 'portal',
  mode: 'enforce',
  text: TEXT,
  cases: [],
  isInForce: true,
  version: 2,
  author: 'user:default/carol',
  at: '2026-11-23T08:00:00.000Z',
  comment: 'nobody wipes',
  ...given,
});

const list = (given: Partial<PolicyList> = {}): PolicyList => ({
  items: [policy()],
  filesLeftOut: 0,
  isOpen: true,
  may: { read: true, write: true, approve: true, replay: true },
  inForce: { version: 'abc', coverage: 'forbids' },
  ...given,
});

function show(
  given: Partial<PolicyList>,
  gateway: Partial<McpGatewayApi> = {},
) {
  renderPage(<PoliciesPage />, {
    gateway: {
      listPolicies: async () => list(given),
      listGuardRules: async () => [],
      ...gateway,
    },
  });
}

const press = async (name: string | RegExp) =>
  await userEvent.click(await screen.findByRole('button', { name }));
const fill = async (label: RegExp, text: string) => {
  const field = screen.getByRole('textbox', { name: label });
  await userEvent.clear(field);
  await userEvent.click(field);
  await userEvent.paste(text);
};

describe('PoliciesPage', () => {
  it('shows where each comes from, and nothing to change for those who may only read', async () => {
    show({
      may: { read: true, write: false, approve: false, replay: false },
      items: [
        policy(),
        {
          name: 'access.cedar',
          origin: 'git',
          mode: 'mixed',
          text: OLD,
          isInForce: true,
        },
      ],
    });
    const cards = await screen.findAllByRole('listitem');
    expect(cards[0]).toHaveTextContent(/wiping.*Written here.*Enforced/);
    expect(cards[0]).toHaveTextContent(/Version 2 by .*nobody wipes/);
    expect(cards[1]).toHaveTextContent(
      /access.cedar.*From Git.*Partly observed/,
    );
    expect(
      screen
        .getAllByRole('button')
        .map(each => each.getAttribute('aria-label')),
    ).toEqual(['History of wiping']);
  });

  it('says that there are none', async () => {
    show({ items: [] });
    expect(await screen.findByText('There are no policies')).toBeVisible();
  });

  it('says why the list cannot be read', async () => {
    show(
      {},
      {
        listPolicies: async () => {
          throw new ApiProblem({ message: 'You may not.', status: 403 });
        },
      },
    );
    expect(await screen.findByText('You may not.')).toBeVisible();
  });

  it('shows mistakes by line and goes there', async () => {
    const checkPolicy = jest.fn(async () => ({
      isGood: false,
      mistakes: [{ line: 2, message: 'there is no entity type Tol' }],
      cases: [],
    }));
    show({}, { checkPolicy });
    await press('Change wiping');
    await fill(/Policy, in Cedar/, 'first\nsecond');
    await press('Check');
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Line 2: there is no entity type Tol',
    );
    await press('Go to line 2');
    const field = screen.getByRole<HTMLTextAreaElement>('textbox', {
      name: /Policy, in Cedar/,
    });
    expect(field).toHaveFocus();
    expect([field.selectionStart, field.selectionEnd]).toEqual([6, 12]);
  });

  it('tries a change on past calls, batch by batch, before it is saved', async () => {
    const replayPolicy = jest
      .fn()
      .mockResolvedValueOnce({
        calls: 200,
        nextCursor: 'more',
        changes: [
          {
            kind: 'newly-denied',
            user: 'user:default/alice',
            serverRef: 'api:default/orders',
            tool: 'wipe',
            calls: 2,
          },
        ],
      })
      .mockResolvedValueOnce({
        calls: 10,
        changes: [
          {
            kind: 'newly-denied',
            user: 'user:default/alice',
            serverRef: 'api:default/orders',
            tool: 'wipe',
            calls: 1,
          },
          { kind: 'unknown', why: 'arguments', tool: 'note', calls: 4 },
        ],
      });
    const savePolicy = jest.fn(async () => ({ outcome: 'proposed' as const }));
    const checkPolicy = jest.fn(async () => ({
      isGood: true,
      mistakes: [],
      cases: [],
    }));
    show({}, { replayPolicy, savePolicy, checkPolicy });
    await press('Change wiping');
    await press('Save');
    expect(await screen.findByRole('alert')).toHaveTextContent('Write why');
    await fill(/^Why/, 'because');
    await press('Save');
    expect(await screen.findByRole('alert')).toHaveTextContent('past calls');
    expect(savePolicy).not.toHaveBeenCalled();
    await press('Try on past calls');
    const refused = await screen.findByRole('list', { name: 'Newly refused' });
    await waitFor(() =>
      expect(within(refused).getByRole('listitem')).toHaveTextContent(
        /alice: wipe on orders, 3 calls/i,
      ),
    );
    expect(screen.getByRole('list', { name: 'Not known' })).toHaveTextContent(
      'it depends on arguments',
    );
    expect(replayPolicy.mock.lastCall[0]).toMatchObject({ cursor: 'more' });
    await press('Save');
    await waitFor(() =>
      expect(savePolicy).toHaveBeenCalledWith('wiping', {
        mode: 'enforce',
        text: TEXT,
        cases: [],
        comment: 'because',
        baseVersion: 2,
      }),
    );
    expect(await screen.findByText(/second person confirms it/)).toBeVisible();
  });

  it('lets a second person confirm what they see', async () => {
    const confirmPolicy = jest.fn(async () => {});
    const proposal = {
      mode: 'observe' as const,
      text: OLD,
      cases: [],
      comment: 'too strict',
      digest: 'sha256:1',
      author: 'user:default/erin',
      at: '2026-11-23T08:00:00.000Z',
      baseVersion: 2,
    };
    show({ items: [policy({ proposal })] }, { confirmPolicy });
    const diff = await screen.findByRole('region', { name: 'What changed' });
    expect(diff).toHaveTextContent(/Removed: - forbid.*wipe/);
    expect(diff).toHaveTextContent(/Added: \+ forbid.*drop/);
    await press('Confirm the change of wiping');
    await userEvent.click(
      within(await screen.findByRole('dialog')).getByRole('button', {
        name: 'Confirm',
      }),
    );
    await waitFor(() =>
      expect(confirmPolicy).toHaveBeenCalledWith('wiping', 'sha256:1'),
    );
    expect(await screen.findByText(/^Confirmed\./)).toBeVisible();
  });

  it('shows the history with what changed, and restores an earlier version', async () => {
    const restorePolicy = jest.fn(async () => ({ outcome: 'saved' as const }));
    const version = { ...policy(), digest: 'd', cases: [], comment: 'c' };
    const of = (number: number, text: string) => ({
      ...version,
      mode: 'enforce' as const,
      author: 'user:default/carol',
      at: '2026-11-23T08:00:00.000Z',
      version: number,
      text,
    });
    show(
      {},
      {
        restorePolicy,
        policyHistory: async () => ({
          items: [of(2, TEXT), of(1, OLD)],
          hasMore: false,
        }),
      },
    );
    await press('History of wiping');
    await press('Restore version 1');
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.type(dialog.getByRole('textbox'), 'it was better');
    await userEvent.click(dialog.getByRole('button', { name: 'Restore' }));
    await waitFor(() =>
      expect(restorePolicy).toHaveBeenCalledWith('wiping', {
        version: 1,
        comment: 'it was better',
        baseVersion: 2,
      }),
    );
    expect(await screen.findByText(/^Saved\./)).toBeVisible();
  });
});
