import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  auth,
  type OAuthClientProvider,
} from '@modelcontextprotocol/sdk/client/auth.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { OAuthTokens } from '@modelcontextprotocol/sdk/shared/auth.js';
import { giveAccess } from '../support/giveAccess';
import { expect, expectAccessible, shot, shots, test } from '../support/people';
import { endpointOf, stack } from '../support/stack';

const GOODBYE = 'You can close this window.';

/** A program on the person's machine that waits for the browser to come back. */
async function startProgram() {
  let arrived: (query: URLSearchParams) => void = () => {};
  const answer = new Promise<URLSearchParams>(resolve => (arrived = resolve));
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
    arrived(searchParams);
    response.end(GOODBYE);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  let verifier = '';
  let saved: OAuthTokens | undefined;
  let address: URL | undefined;
  const provider: OAuthClientProvider = {
    redirectUrl: `http://127.0.0.1:${port}/callback`,
    clientMetadata: { redirect_uris: [`http://127.0.0.1:${port}/callback`] },
    clientInformation: () => ({ client_id: 'local-program' }),
    tokens: () => saved,
    saveTokens: tokens => {
      saved = tokens;
    },
    saveCodeVerifier: text => {
      verifier = text;
    },
    codeVerifier: () => verifier,
    redirectToAuthorization: url => {
      address = url;
    },
  };
  return {
    provider,
    answer,
    address: () => String(address),
    stop: () => server.close(),
  };
}

const serverUrl = endpointOf('orders');

function connected(provider: OAuthClientProvider) {
  const client = new Client({ name: 'local-program', version: '1.0.0' });
  const authProvider = provider;
  return {
    client,
    connect: () =>
      client.connect(
        new StreamableHTTPClientTransport(new URL(serverUrl), { authProvider }),
      ),
  };
}

test('from a bare address through the sign-in in the browser to a list of tools, and out again', async ({
  erin: at,
}) => {
  await giveAccess('erin', 'orders', ['search_orders']);
  const { page } = at;
  const program = await startProgram();
  try {
    const { provider } = program;
    expect(await auth(provider, { serverUrl })).toBe('REDIRECT');
    await page.goto(program.address());
    await expect(page).toHaveURL(new RegExp(`^${stack.portal}/mcp/consent/`));
    await expect(
      page.getByText('Connect A program on your machine?'),
    ).toBeVisible();
    await expect(page.getByText('You can use this now')).toBeVisible();
    await shots(at, '11-consent');
    await expectAccessible(at);
    await page.getByRole('button', { name: 'Allow' }).click();
    const answer = await program.answer;
    await expect(page.getByText(GOODBYE)).toBeVisible();
    const authorizationCode = answer.get('code') ?? '';
    expect(answer.get('iss')).toBe(stack.gateway);
    expect(await auth(provider, { serverUrl, authorizationCode })).toBe(
      'AUTHORIZED',
    );
    const { client, connect } = connected(provider);
    await connect();
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(['search_orders']);

    await page.goto(`${stack.portal}/ai-tools/my-access`);
    const card = page
      .getByRole('list', { name: 'Connected applications' })
      .getByRole('listitem');
    await expect(card).toContainText('A program on your machine');
    await card.scrollIntoViewIfNeeded();
    await shots(at, '11-connected');
    await card.getByRole('button', { name: 'Disconnect' }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    // Light alone: a change of theme builds the page anew and with it closes what is open.
    await shot(at, '11-disconnect');
    await page
      .getByRole('dialog')
      .getByRole('button', { name: 'Disconnect' })
      .click();
    await expect(
      page.getByText('No application is connected by sign-in.'),
    ).toBeVisible();
    await expect(async () => {
      await expect(client.listTools()).rejects.toThrow();
    }).toPass({ timeout: 10_000 });

    const everywhere = { name: 'Sign out everywhere' };
    await page.getByRole('button', everywhere).click();
    await shot(at, '11-sign-out-everywhere');
    await page.getByRole('dialog').getByRole('button', everywhere).click();
    await expect(page.getByText(/^Ended\. Applications: 0\./)).toBeVisible();
    await shots(at, '11-signed-out');
  } finally {
    program.stop();
  }
});

test('what is cancelled gives no code', async ({ erin: at }) => {
  const { page } = at;
  const program = await startProgram();
  try {
    await auth(program.provider, { serverUrl });
    await page.goto(program.address());
    await page.getByRole('button', { name: 'Cancel' }).click();
    const answer = await program.answer;
    await expect(page.getByText(GOODBYE)).toBeVisible();
    expect(answer.get('code')).toBeNull();
    expect(answer.get('error')).toBe('access_denied');

    at.problems.allow(/no-such-request/);
    await page.goto(`${stack.portal}/mcp/consent/no-such-request`);
    await expect(page.getByText('This request has ended')).toBeVisible();
    await shots(at, '11-ended');
  } finally {
    program.stop();
  }
});
