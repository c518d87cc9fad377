import { EntityProvider } from '@backstage/plugin-catalog-react';
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { McpGatewayApi } from '../api/McpGatewayApi';
import type { McpRegistryApi } from '../api/McpRegistryApi';
import type { Server, Tool } from '../api/types';
import { aRevision, aServer, aTool } from '../__testUtils__/examples';
import { renderPage } from '../__testUtils__/renderPage';
import type {
  CallOutcome,
  OpenToolSession,
  ToolSession,
} from '../tryit/toolSession';
import { ToolsContent } from './ToolsContent';

jest.setTimeout(30_000);

const TOKEN = 'eyJ-the-gateway-token';
type CallOptions = Parameters<ToolSession['call']>[0];

const lookup = aTool('lookup', {
  title: 'Look up an order',
  tokens: 120,
  inputSchema: {
    type: 'object',
    properties: {
      id: { type: 'string', title: 'Order', description: 'Its **number**' },
      count: { type: 'integer', default: 3 },
      address: {
        type: 'object',
        properties: { city: { type: 'string', title: 'City' } },
      },
    },
    required: ['id'],
  },
});
const refund = aTool('refund', {
  effect: 'destroys',
  tokens: 1_080,
  annotations: { idempotentHint: true, openWorldHint: true },
});

function show(options: {
  tools?: Tool[];
  server?: Partial<Server>;
  at?: string;
  call?: (options: CallOptions) => Promise<CallOutcome>;
  gateway?: Partial<McpGatewayApi>;
  mayReadAll?: boolean;
  probeServer?: McpRegistryApi['probeServer'];
}) {
  const call = jest.fn(
    options.call ??
      (async () => ({
        kind: 'answered' as const,
        seconds: 0.5,
        answer: { content: [{ type: 'text', text: 'done' }] },
      })),
  );
  const close = jest.fn(async () => {});
  const openSession = jest.fn<
    ReturnType<OpenToolSession>,
    Parameters<OpenToolSession>
  >(() => ({ call, close }));
  const createToken = jest.fn<
    ReturnType<McpGatewayApi['createToken']>,
    Parameters<McpGatewayApi['createToken']>
  >(async asked => ({
    id: 'tok-1',
    serverRef: 'serverRef' in asked ? asked.serverRef : '*',
    endpoint: 'http://localhost:7008/servers/default/orders/mcp',
    createdAt: new Date().toISOString(),
    expiresAt: new Date(Date.now() + 600_000).toISOString(),
    revoked: false,
    token: TOKEN,
  }));
  const revokeToken = jest.fn(async () => {});
  const page = renderPage(
    <EntityProvider
      entity={{
        apiVersion: 'backstage.io/v1alpha1',
        kind: 'API',
        metadata: { name: 'orders', namespace: 'default' },
      }}
    >
      <ToolsContent openSession={openSession} />
    </EntityProvider>,
    {
      at: options.at,
      mayReadAll: options.mayReadAll,
      registry: {
        ...(options.probeServer && { probeServer: options.probeServer }),
        getServer: async () =>
          aServer({
            access: { state: 'granted' },
            toolSurface: {
              known: true,
              protocolVersion: '2025-11-25',
              tools: options.tools ?? [lookup, refund],
            },
            ...options.server,
          }),
      },
      gateway: { createToken, revokeToken, ...options.gateway },
    },
  );
  return { ...page, call, close, openSession, createToken, revokeToken };
}

async function open(tool: string) {
  await userEvent.click(
    await screen.findByRole('button', { name: `Try it: ${tool}` }),
  );
  return within(await screen.findByRole('region', { name: `Try it: ${tool}` }));
}

async function tryLookup(call: (options: CallOptions) => Promise<CallOutcome>) {
  const shown = show({ call });
  const panel = await open('lookup');
  await userEvent.type(panel.getByRole('textbox', { name: /Order/ }), 'A-1');
  await userEvent.click(panel.getByRole('button', { name: 'Run' }));
  return { ...shown, panel };
}

describe('tools that are held back', () => {
  const held = {
    iDecide: true,
    heldTools: [
      {
        name: 'refund',
        departure: 'changed' as const,
        since: '2026-11-28T12:00:00.000Z',
      },
      {
        name: 'grown',
        departure: 'added' as const,
        since: '2026-11-28T12:00:00.000Z',
      },
    ],
  };

  it('are marked with the reason, cannot be tried, and leave the others alone', async () => {
    show({ server: held });
    expect(await screen.findByText('2 tools are held back')).toBeVisible();
    expect(screen.getByText('Held back: it was changed')).toBeVisible();
    expect(screen.getByText('Held back: it is new')).toBeVisible();
    expect(
      screen.getByRole('button', { name: 'Try it: lookup' }),
    ).toBeVisible();
    expect(
      screen.queryByRole('button', { name: 'Try it: refund' }),
    ).not.toBeInTheDocument();
    // Nothing waits for review.
    expect(
      screen.queryByRole('link', { name: 'Look at the change' }),
    ).not.toBeInTheDocument();
  });

  it('lead to the review where one waits', async () => {
    show({ server: { ...held, pendingRevision: aRevision() } });
    const link = await screen.findByRole('link', {
      name: 'Look at the change',
    });
    expect(link).toHaveAttribute('href', '/ai-tools/approvals');
  });

  it('are let go when the owner has the server asked again', async () => {
    const probeServer = jest.fn(async () => aRevision());
    show({ server: held, probeServer });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Ask the server again' }),
    );
    expect(probeServer).toHaveBeenCalledWith('api:default/orders');
    expect(await screen.findByText(/The server was asked/)).toBeVisible();
  });

  it('are nobody else’s to ask about', async () => {
    show({ server: { ...held, iDecide: false } });
    expect(await screen.findByText('2 tools are held back')).toBeVisible();
    expect(
      screen.queryByRole('button', { name: 'Ask the server again' }),
    ).not.toBeInTheDocument();
  });
});

describe('ToolsContent', () => {
  it('says what each tool costs a model, and all together, and what the server claims', async () => {
    show({});
    expect(await screen.findByText('120 tokens')).toBeVisible();
    expect(screen.getByText('1080 tokens')).toBeVisible();
    expect(
      screen.getByText(/costs a model 1200 tokens in each conversation/),
    ).toBeVisible();
    expect(screen.getByText('Safe to repeat')).toBeVisible();
    expect(screen.getByText('Reaches outside')).toBeVisible();
  });

  it('calls a tool with what the form says, and a token of its own', async () => {
    const shown = await tryLookup(async () => ({
      kind: 'answered',
      seconds: 0.5,
      answer: { content: [{ type: 'text', text: 'Order A-1 is shipped' }] },
    }));
    expect(await screen.findByText('Order A-1 is shipped')).toBeVisible();
    expect(shown.createToken).toHaveBeenCalledWith({
      serverRef: 'api:default/orders',
      client: 'Portal: Try it',
      ttlSeconds: 600,
    });
    expect(shown.openSession).toHaveBeenCalledWith({
      endpoint: 'http://localhost:7008/servers/default/orders/mcp',
      protocolVersion: '2025-11-25',
      token: TOKEN,
    });
    const [{ tool, args }] = shown.call.mock.calls[0];
    // What nobody filled in is not sent.
    expect([tool.name, args]).toEqual(['lookup', { id: 'A-1', count: 3 }]);
    expect(document.body.innerHTML).not.toContain(TOKEN);
    expect(
      JSON.stringify({ ...localStorage, ...sessionStorage }),
    ).not.toContain(TOKEN);
  });

  it('makes one token for several calls, and gives it back when the person leaves', async () => {
    const shown = await tryLookup(async () => ({ kind: 'cancelled' }));
    await userEvent.click(
      await shown.panel.findByRole('button', { name: 'Run again' }),
    );
    await waitFor(() => expect(shown.call).toHaveBeenCalledTimes(2));
    expect(shown.createToken).toHaveBeenCalledTimes(1);
    expect(shown.revokeToken).not.toHaveBeenCalled();
    await userEvent.click(shown.panel.getByRole('button', { name: 'Close' }));
    await waitFor(() =>
      expect(shown.revokeToken).toHaveBeenCalledWith('tok-1'),
    );
    expect(shown.close).toHaveBeenCalled();
    expect(
      screen.getByRole('button', { name: 'Try it: lookup' }),
    ).toHaveFocus();
  });

  it('gives the token back when the whole page goes away', async () => {
    const shown = await tryLookup(async () => ({ kind: 'cancelled' }));
    await shown.panel.findByRole('button', { name: 'Run again' });
    window.dispatchEvent(new Event('pagehide'));
    expect(shown.revokeToken).toHaveBeenCalledWith('tok-1');
  });

  it('sends nothing that does not fit the schema', async () => {
    const { call } = show({});
    const panel = await open('lookup');
    await userEvent.click(panel.getByRole('button', { name: 'Run' }));
    expect(await panel.findByRole('alert')).toHaveTextContent(
      'Something in the form is not right',
    );
    expect(call).not.toHaveBeenCalled();
  });

  it('asks before a tool that can destroy: which, where, with what', async () => {
    const { call } = show({});
    const panel = await open('refund');
    await userEvent.click(panel.getByRole('button', { name: 'Run' }));
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByText('Run refund?')).toBeVisible();
    expect(dialog.getByText(/On Orders it will be called/)).toBeVisible();
    await userEvent.click(dialog.getByRole('button', { name: 'Cancel' }));
    expect(call).not.toHaveBeenCalled();
    await userEvent.click(panel.getByRole('button', { name: 'Run' }));
    await userEvent.click(
      await screen.findByRole('button', { name: 'Yes, run refund' }),
    );
    await waitFor(() => expect(call).toHaveBeenCalledTimes(1));
  });

  it('shows progress, and stops when the person cancels', async () => {
    let seen: CallOptions | undefined;
    const { panel } = await tryLookup(async options => {
      seen = options;
      return await new Promise(resolve => {
        options.signal.addEventListener('abort', () =>
          resolve({ kind: 'cancelled' }),
        );
      });
    });
    await panel.findByRole('progressbar', { name: 'Progress' });
    act(() => seen?.onProgress({ done: 1, total: 4, message: 'warming up' }));
    expect(await panel.findByText('warming up (1 / 4)')).toBeVisible();
    await userEvent.click(panel.getByRole('button', { name: 'Cancel' }));
    expect(
      await panel.findByText('What the server had done by then stays done.'),
    ).toBeVisible();
  });

  it('shows a refusal with its reason, its request id and the way to ask', async () => {
    await tryLookup(async () => ({
      kind: 'refused',
      reason: 'grant.tool-not-covered',
      message: 'not shown',
      requestId: 'req-7',
      canAsk: true,
    }));
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('The access does not cover this tool.');
    expect(alert).toHaveTextContent('Request id: req-7');
    expect(
      within(alert).getByRole('link', { name: 'Ask for access' }),
    ).toHaveAttribute(
      'href',
      '/ai-tools/request?server=api%3Adefault%2Forders&tool=lookup',
    );
  });

  it('leads to where a call is confirmed, without leaving its session', async () => {
    await tryLookup(async () => ({
      kind: 'refused',
      reason: 'guard.needs-approval',
      message: 'not shown',
      requestId: 'req-7',
      canAsk: false,
      confirmTicket: 'a b',
    }));
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('had not confirmed the call themselves');
    const link = within(alert).getByRole('link', { name: /Confirm in a new/ });
    expect(link).toHaveAttribute('href', '/mcp/confirm?ticket=a+b');
    expect(link).toHaveAttribute('target', '_blank');
  });

  it.each<[CallOutcome, RegExp]>([
    [
      { kind: 'failed', message: 'no <b>such</b> order' },
      /The server says: no <b>such<\/b> order/,
    ],
    [{ kind: 'failed' }, /There was no proper answer/],
  ])('says when it failed: %j', async (outcome, words) => {
    await tryLookup(async () => outcome);
    expect(await screen.findByRole('alert')).toHaveTextContent(words);
  });

  it('says when there was no token, so nothing was called', async () => {
    const { call } = show({
      gateway: {
        createToken: async () => {
          throw new Error('down');
        },
      },
    });
    const panel = await open('refund');
    await userEvent.click(panel.getByRole('button', { name: 'Run' }));
    await userEvent.click(
      await screen.findByRole('button', { name: 'Yes, run refund' }),
    );
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The call was not made',
    );
    expect(call).not.toHaveBeenCalled();
  });

  it('puts the server’s question to the person, and passes the answer on', async () => {
    const { panel } = await tryLookup(async ({ onQuestion }) => {
      const answer = await onQuestion({
        kind: 'form',
        message: 'Which <i>town</i>?',
        schema: {
          type: 'object',
          properties: { town: { type: 'string', title: 'Town' } },
          required: ['town'],
        },
      });
      return {
        kind: 'answered',
        seconds: 1,
        answer: { content: [{ type: 'text', text: JSON.stringify(answer) }] },
      };
    });
    const question = within(
      await panel.findByRole('group', { name: 'Orders asks you' }),
    );
    expect(question.getByText('Which <i>town</i>?')).toBeVisible();
    await userEvent.type(
      question.getByRole('textbox', { name: /Town/ }),
      'Ulm',
    );
    await userEvent.click(
      question.getByRole('button', { name: 'Send answer' }),
    );
    expect(await panel.findByText(/"town": "Ulm"/)).toBeVisible();
    expect(panel.queryByRole('group', { name: 'Orders asks you' })).toBeNull();
  });

  it.each([
    ['https://login.example/start?x=1', 'Open login.example'],
    ['data:text/html,<script>alert(1)</script>', undefined],
    ['http://login.example/', undefined],
    ['https://portal.example@evil.example/', undefined],
  ])('A2: shows where a page to open is: %s', async (url, button) => {
    const { panel } = await tryLookup(async ({ onQuestion }) => {
      await onQuestion({ kind: 'link', message: 'Sign in', url });
      return { kind: 'cancelled' };
    });
    await panel.findByRole('group', { name: 'Orders asks you' });
    const links = panel.queryAllByRole('link').map(link => link.textContent);
    expect(links).toEqual(button ? [button] : []);
    expect(panel.queryAllByText(/not a safe web address/)).toHaveLength(
      button ? 0 : 1,
    );
    await userEvent.click(panel.getByRole('button', { name: 'Do not answer' }));
  });

  it('A2: the server’s words in a form are text', async () => {
    const words =
      '[free](javascript:alert(1)) <img src=x onerror=alert(1)> ![p](https://evil.example/p.png)';
    show({
      tools: [
        aTool('lookup', {
          description: words,
          inputSchema: {
            type: 'object',
            description: words,
            properties: {
              a: { type: 'string', title: words, description: words },
              b: {
                type: 'array',
                description: words,
                items: { type: 'string' },
              },
              c: {
                type: 'object',
                description: words,
                properties: { d: { type: 'boolean', description: words } },
              },
              e: { enum: [words], description: words },
              f: {
                oneOf: [{ type: 'string', title: words, description: words }],
              },
            },
          },
        }),
      ],
    });
    const panel = await open('lookup');
    expect(panel.getAllByText(words).length).toBeGreaterThan(4);
    expect(document.querySelectorAll('img, script, iframe')).toHaveLength(0);
    expect(panel.queryAllByRole('link')).toHaveLength(0);
  });

  it('takes JSON where no form can be made, and says why', async () => {
    const { call } = show({
      tools: [
        aTool('lookup', {
          inputSchema: {
            type: 'object',
            properties: { a: { $ref: 'https://evil.example/a.json' } },
          },
        }),
      ],
    });
    const panel = await open('lookup');
    expect(panel.getByText(/No form can be made/)).toBeVisible();
    const input = panel.getByRole('textbox', { name: 'Input, as JSON' });
    await userEvent.clear(input);
    await userEvent.type(input, '[[]');
    await userEvent.click(panel.getByRole('button', { name: 'Run' }));
    expect(await panel.findByRole('alert')).toHaveTextContent('must begin');
    expect(call).not.toHaveBeenCalled();
    await userEvent.clear(input);
    await userEvent.type(input, '{{"a":1}');
    await userEvent.click(panel.getByRole('button', { name: 'Run' }));
    await waitFor(() => expect(call).toHaveBeenCalledTimes(1));
    expect(call.mock.calls[0][0].args).toEqual({ a: 1 });
  });

  it.each<[string, Partial<Server>, boolean]>([
    ['no access', { access: { state: 'none' } }, true],
    [
      'access to another tool',
      {
        access: {
          state: 'granted',
          tools: { kind: 'named', names: ['refund'] },
        },
      },
      true,
    ],
    ['a request that waits', { access: { state: 'pending' } }, false],
    ['a server that is not served', { access: { state: 'not-served' } }, false],
  ])('with %s there is nothing to try', async (_, server, mayAsk) => {
    show({ server, at: '/?try=lookup' });
    await screen.findByText('Look up an order');
    expect(screen.queryByRole('button', { name: 'Try it: lookup' })).toBeNull();
    const ask = screen.queryByRole('link', { name: 'Ask for access: lookup' });
    expect(ask?.getAttribute('href')).toBe(
      mayAsk
        ? '/ai-tools/request?server=api%3Adefault%2Forders&tool=lookup'
        : undefined,
    );
  });

  it('says who can call a tool to those who may ask: its owners, and who audits', async () => {
    const name = 'Who can call this? lookup';
    const others = show({});
    await screen.findByText('Look up an order');
    expect(screen.queryByRole('button', { name })).toBeNull();
    others.unmount();
    const owners = show({ server: { iDecide: true } });
    expect(await screen.findByRole('button', { name })).toBeVisible();
    owners.unmount();
    show({ mayReadAll: true });
    expect(await screen.findByRole('button', { name })).toBeVisible();
  });
});
