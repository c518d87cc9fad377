import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { McpGatewayApi } from '../api/McpGatewayApi';
import type { Caller, Callers } from '../api/types';
import { renderPage } from '../__testUtils__/renderPage';
import { CallersButton } from './CallersButton';

const SERVER = 'api:default/orders';
const group = {
  id: 'grant-9',
  subject: 'group:default/finance',
  tools: { kind: 'named' as const, names: ['get_order'] },
  expiresAt: new Date(Date.now() + 3 * 86_400_000 + 60_000).toISOString(),
};

const caller = (name: string, over: Partial<Caller> = {}): Caller => ({
  effect: 'allow',
  reason: 'granted',
  dependsOnArguments: false,
  grantIds: ['grant-9'],
  policyIds: [],
  principal: { ref: `user:default/${name}`, kind: 'person', state: 'active' },
  grants: [group],
  ...over,
});

type List = McpGatewayApi['listCallers'];

async function open(over: Partial<Callers>) {
  const listCallers = jest.fn<ReturnType<List>, Parameters<List>>(async () => ({
    serverRef: SERVER,
    title: 'Orders',
    status: 'active',
    tool: { name: 'get_order', does: 'reads' },
    groups: [group],
    candidates: 2,
    hasMoreCandidates: false,
    items: [caller('alice'), caller('dave')],
    ...over,
  }));
  renderPage(<CallersButton serverRef={SERVER} tool="get_order" />, {
    gateway: { listCallers },
  });
  await userEvent.click(
    await screen.findByRole('button', { name: 'Who can call this? get_order' }),
  );
  const dialog = within(await screen.findByRole('dialog'));
  return { dialog, listCallers };
}

describe('CallersButton', () => {
  it('shows who can call a tool, through what and until when, and what else they can call', async () => {
    const { dialog, listCallers } = await open({});
    const people = await dialog.findByRole('list', {
      name: 'People and agents',
    });
    const [alice] = within(people)
      .getAllByRole('link', { name: /^All they can call/ })
      .map(link => link.closest('li') as HTMLElement);
    expect(alice).toHaveTextContent('Allowed');
    expect(alice).toHaveTextContent('given to the group finance');
    expect(alice).toHaveTextContent('ends in 3 days');
    expect(
      within(alice).getByRole('link', { name: 'All they can call: alice' }),
    ).toHaveAttribute('href', '/ai-tools/who?who=user%3Adefault%2Falice');
    expect(dialog.getByText('Given to groups')).toBeVisible();
    expect(dialog.getByRole('status')).toHaveTextContent(
      '2 people and agents have access',
    );
    expect(listCallers).toHaveBeenCalledWith({
      serverRef: SERVER,
      tool: 'get_order',
      effect: 'allow',
      cursor: undefined,
    });
  });

  it('shows who has access and is refused, and why', async () => {
    const { dialog, listCallers } = await open({
      items: [
        caller('gone', {
          effect: 'deny',
          reason: 'unauthenticated.unknown-user',
          grantIds: [],
          principal: {
            ref: 'user:default/gone',
            kind: 'person',
            state: 'unknown',
          },
        }),
      ],
    });
    await userEvent.click(
      await dialog.findByRole('radio', { name: 'Refused' }),
    );
    await waitFor(() =>
      expect(listCallers.mock.lastCall?.[0].effect).toBe('deny'),
    );
    const people = await dialog.findByRole('list', {
      name: 'People and agents',
    });
    expect(people).toHaveTextContent('Refused');
    expect(people).toHaveTextContent('Not in the catalog (any more)');
  });

  it('says when groups have more members than are looked at, and when nobody can call it', async () => {
    const { dialog } = await open({
      items: [],
      candidates: 1000,
      hasMoreCandidates: true,
    });
    expect(await dialog.findByRole('status')).toHaveTextContent(
      'more members than are looked at',
    );
    expect(dialog.getByText('Nobody can call it')).toBeVisible();
    await userEvent.click(dialog.getByRole('button', { name: 'Close' }));
    await waitFor(() =>
      expect(
        screen.getByRole('button', { name: 'Who can call this? get_order' }),
      ).toHaveFocus(),
    );
    expect(screen.queryByRole('dialog')).toBeNull();
  });
});
