import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ApiProblem } from '../api/ApiProblem';
import type { McpGatewayApi } from '../api/McpGatewayApi';
import type { CallableServer, CallableTools, Foreseen } from '../api/types';
import { renderPage } from '../__testUtils__/renderPage';
import { WhoPage } from './WhoPage';

const DAVE = 'user:default/dave';
const FINANCE = {
  id: 'grant-9',
  subject: 'group:default/finance',
  tools: { kind: 'all' as const },
  expiresAt: new Date(Date.now() + 5 * 86_400_000 + 60_000).toISOString(),
};

const yes: Foreseen = {
  effect: 'allow',
  reason: 'granted',
  dependsOnArguments: false,
  grantIds: ['grant-9'],
  policyIds: [],
};
const no = (reason: string, policyIds: string[] = []): Foreseen => ({
  effect: 'deny',
  reason,
  dependsOnArguments: false,
  grantIds: [],
  policyIds,
});

function aCallableServer(over: Partial<CallableServer> = {}): CallableServer {
  return {
    serverRef: 'api:default/orders',
    title: 'Orders',
    owner: 'group:default/data-platform',
    status: 'active',
    access: yes,
    grants: [FINANCE],
    areToolsKnown: true,
    tools: [
      { name: 'get_order', does: 'reads', ...yes, policyIds: ['everybody'] },
      { name: 'add_note', does: 'changes', ...yes, dependsOnArguments: true },
      { name: 'refund', does: 'destroys', ...no('policy.forbidden', ['no']) },
    ],
    allowed: 2,
    refused: 1,
    others: yes,
    ...over,
  };
}

function anAnswer(over: Partial<CallableTools> = {}): CallableTools {
  return {
    principal: { ref: DAVE, kind: 'person', state: 'active' },
    scope: 'all',
    mayAsk: 'all',
    servers: 4,
    serversWithAccess: 1,
    items: [aCallableServer()],
    ...over,
  };
}

type List = McpGatewayApi['listCallableTools'];

const answering = (over?: Partial<CallableTools>) =>
  jest.fn<ReturnType<List>, Parameters<List>>(async () => anAnswer(over));

const row = async (tool: string) =>
  (await screen.findByText(tool)).closest('li') as HTMLElement;

describe('WhoPage', () => {
  it('says of each tool whether and through what, in words', async () => {
    const listCallableTools = answering();
    renderPage(<WhoPage />, {
      at: `/?who=${DAVE}`,
      gateway: { listCallableTools },
    });
    const order = await row('get_order');
    expect(order).toHaveTextContent('Reads');
    expect(order).toHaveTextContent('Allowed');
    expect(order).toHaveTextContent('Access given to the group finance');
    expect(order).toHaveTextContent('Policy: everybody');
    expect(await row('add_note')).toHaveTextContent(
      'Allowed with some arguments',
    );
    const refund = await row('refund');
    expect(refund).toHaveTextContent('Refused');
    expect(refund).toHaveTextContent('A policy of the company forbids it.');
    expect(refund).toHaveTextContent('Policy: no');
    const card = screen.getByRole('list', { name: 'Servers' });
    expect(card).toHaveTextContent('2 allowed');
    expect(card).toHaveTextContent('1 refused');
    expect(card).toHaveTextContent(
      'All tools, given to the group finance, ends in 5 days',
    );
    expect(screen.getByRole('status')).toHaveTextContent(
      'Access to 1 of 4 servers.',
    );
    expect(listCallableTools.mock.calls[0][0]).toEqual({
      principal: DAVE,
      effect: 'allow',
      cursor: undefined,
    });
  });

  it('explains one answer on demand, layer by layer', async () => {
    const foreseeCall = jest.fn(async () => ({
      ...no('policy.forbidden', ['no']),
      principal: anAnswer().principal,
      serverRef: 'api:default/orders',
      tool: 'refund',
      grants: [FINANCE],
      trace: [
        { layer: 'grant', outcome: 'pass' as const, detail: 'grant-9' },
        {
          layer: 'policy',
          outcome: 'deny' as const,
          reason: 'policy.forbidden',
          detail: 'v7: no',
        },
      ],
    }));
    renderPage(<WhoPage />, {
      at: `/?who=${DAVE}&show=all`,
      gateway: { listCallableTools: answering(), foreseeCall },
    });
    const why = await screen.findByRole('button', { name: /^Why\? refund/ });
    expect(why).toHaveAttribute('aria-expanded', 'false');
    await userEvent.click(why);
    const region = await screen.findByRole('region', { name: /^Why\? refund/ });
    expect(await within(region).findByText('v7: no')).toBeVisible();
    expect(foreseeCall).toHaveBeenCalledWith({
      principal: DAVE,
      serverRef: 'api:default/orders',
      tool: 'refund',
    });
    await userEvent.click(
      screen.getByRole('button', { name: /^Hide: refund/ }),
    );
    expect(screen.queryByRole('region', { name: /^Why/ })).toBeNull();
  });

  it('about oneself says "you", and offers nobody else to those who may not ask', async () => {
    const own = {
      ...FINANCE,
      subject: 'user:default/guest',
    };
    const listCallableTools = answering({
      scope: 'own',
      mayAsk: 'own',
      items: [aCallableServer({ grants: [own] })],
    });
    renderPage(<WhoPage />, { gateway: { listCallableTools } });
    expect(
      await screen.findByRole('heading', { name: 'What you can call' }),
    ).toBeVisible();
    expect(await row('get_order')).toHaveTextContent('Access given to you.');
    expect(screen.queryByRole('combobox')).toBeNull();
    expect(listCallableTools.mock.calls[0][0].principal).toBeUndefined();
  });

  it('finds people and agents in the catalog, and asks about whom is picked', async () => {
    const listCallableTools = answering();
    renderPage(<WhoPage />, {
      gateway: { listCallableTools },
      entities: [
        {
          apiVersion: 'backstage.io/v1alpha1',
          kind: 'User',
          metadata: { name: 'dave', namespace: 'default' },
          spec: { profile: { displayName: 'Dave Diaz' } },
        },
        {
          apiVersion: 'backstage.io/v1alpha1',
          kind: 'Component',
          metadata: { name: 'triage', namespace: 'default' },
          spec: { type: 'ai-agent' },
        },
        {
          apiVersion: 'backstage.io/v1alpha1',
          kind: 'Component',
          metadata: { name: 'shop', namespace: 'default' },
          spec: { type: 'service' },
        },
      ],
    });
    const field = await screen.findByRole('combobox', {
      name: /Person or agent/,
    });
    await userEvent.click(field);
    await userEvent.keyboard('{ArrowDown}');
    const names = (await screen.findAllByRole('option')).map(
      ({ textContent }) => textContent,
    );
    expect(names).toEqual([
      expect.stringContaining('Dave Diaz'),
      expect.stringContaining('Agent'),
    ]);
    await userEvent.type(field, 'dav');
    await waitFor(() => expect(screen.getAllByRole('option')).toHaveLength(1));
    await userEvent.click(screen.getByRole('option', { name: /Dave Diaz/ }));
    await waitFor(() =>
      expect(listCallableTools.mock.lastCall?.[0].principal).toBe(DAVE),
    );
    expect(
      await screen.findByRole('heading', { name: /What dave can call/ }),
    ).toBeVisible();
    expect(field).toHaveValue('Dave Diaz');
    await userEvent.click(
      screen.getByRole('button', { name: 'What can I call?' }),
    );
    await waitFor(() => expect(field).toHaveValue(''));
    expect(listCallableTools.mock.lastCall?.[0].principal).toBeUndefined();
  });

  it('shows what is refused, and says when the answer is not all', async () => {
    const listCallableTools = answering({ scope: 'owned', mayAsk: 'owned' });
    renderPage(<WhoPage />, {
      at: `/?who=${DAVE}`,
      gateway: { listCallableTools },
    });
    expect(
      await screen.findByText('Only servers that you own are shown.'),
    ).toBeVisible();
    await userEvent.click(screen.getByRole('radio', { name: 'Refused' }));
    await waitFor(() =>
      expect(listCallableTools.mock.lastCall?.[0].effect).toBe('deny'),
    );
    await userEvent.click(
      await screen.findByRole('radio', { name: 'Everything' }),
    );
    await waitFor(() =>
      expect(listCallableTools.mock.lastCall?.[0].effect).toBeUndefined(),
    );
  });

  it('says of a suspended agent that nothing of its own gets through, and why', async () => {
    renderPage(<WhoPage />, {
      at: '/?who=component:default/triage',
      gateway: {
        listCallableTools: answering({
          principal: {
            ref: 'component:default/triage',
            kind: 'agent',
            state: 'suspended',
            why: 'It has no sponsor (spec.sponsor)',
          },
          items: [],
        }),
      },
    });
    expect(await screen.findByText(/This agent is suspended/)).toBeVisible();
    expect(screen.getByText('It has no sponsor (spec.sponsor)')).toBeVisible();
    expect(screen.getByText('Nothing can be called')).toBeVisible();
  });

  it('one reason for a whole server is said once, its tools a click away', async () => {
    const denied = no('server.suspended');
    renderPage(<WhoPage />, {
      at: `/?who=${DAVE}&show=deny`,
      gateway: {
        listCallableTools: answering({
          items: [
            aCallableServer({
              status: 'suspended',
              access: denied,
              others: denied,
              tools: [{ name: 'get_order', does: 'reads', ...denied }],
              allowed: 0,
              refused: 1,
            }),
          ],
        }),
      },
    });
    const card = await screen.findByRole('list', { name: 'Servers' });
    expect(card).toHaveTextContent('Suspended');
    expect(within(card).getByText('get_order')).not.toBeVisible();
    await userEvent.click(within(card).getByText('1 tool'));
    expect(within(card).getByText('get_order')).toBeVisible();
  });

  it('whoever may not ask is told so, and can ask about themselves', async () => {
    const listCallableTools = jest.fn<ReturnType<List>, Parameters<List>>(
      async ({ principal }) => {
        if (principal) {
          throw new ApiProblem({
            message: 'You may ask what you can call yourself.',
            status: 403,
          });
        }
        return anAnswer({ mayAsk: 'own', scope: 'own' });
      },
    );
    renderPage(<WhoPage />, {
      at: `/?who=${DAVE}`,
      gateway: { listCallableTools },
    });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'You may ask what you can call yourself.',
    );
    await userEvent.click(
      screen.getByRole('button', { name: 'What can I call?' }),
    );
    expect(await row('get_order')).toBeVisible();
    expect(screen.queryByRole('alert')).toBeNull();
  });
});
