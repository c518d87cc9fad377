import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '@backstage/types';
import { activeServer, grantTo } from '../../__testUtils__/documents';
import { initialize, send } from '../../__testUtils__/mcpRequests';
import {
  startGateway,
  type TestGateway,
} from '../../__testUtils__/startGateway';
import { startUpstream } from '../../__testUtils__/startUpstream';
import { Browser } from './Browser';
import { TestClient } from './TestClient';

export const PORTAL = 'http://portal.example';
export const CLIENT_ID = 'https://client.example/metadata.json';
/** Registered without a port, as programs on a person's machine do. */
export const REDIRECT = 'http://127.0.0.1/callback';
export const ON_A_PORT = 'http://127.0.0.1:51234/callback';

/** The example client's metadata document. */
export const EDITOR = {
  client_id: CLIENT_ID,
  client_name: 'Example Editor',
  client_uri: 'https://client.example/',
  redirect_uris: [REDIRECT, 'https://client.example/callback'],
};

/** Writes clients' metadata down as an administrator would. Returns the file. */
export function writeClients(...clients: object[]): string {
  const file = join(mkdtempSync(join(tmpdir(), 'clients-')), 'clients.json');
  writeFileSync(file, JSON.stringify(clients));
  return file;
}

/** A gateway with two servers, that Alice may use, and an editor that it knows. */
export async function startAuthorization(
  options: {
    authorizationServer?: JsonObject;
    gateway?: Parameters<typeof startGateway>[0];
  } = {},
) {
  const upstream = await startUpstream();
  const gateway: TestGateway = await startGateway({
    prepare: registry => {
      for (const name of ['orders', 'billing']) {
        registry.put({
          ...activeServer(name, upstream.url),
          grants: [grantTo('user:default/alice')],
        });
      }
    },
    authorizationServer: {
      clients: [writeClients(EDITOR)],
      ...options.authorizationServer,
    },
    ...options.gateway,
  });
  const orders = gateway.endpoint('orders');

  const newBrowser = () => Browser.create({ origin: gateway.publicUrl });
  const newClient = (
    change: { redirectUri?: string; clientId?: string } = {},
  ) =>
    TestClient.create({
      ...{ clientId: CLIENT_ID, redirectUri: ON_A_PORT, ...change },
      origin: gateway.publicUrl,
    });

  /** Begins in a browser. Returns the interaction's id, from the portal's address that the browser was sent to. */
  const begin = async (
    browser: Browser,
    client = newClient(),
    resource = orders,
  ): Promise<string> => {
    const { url, text } = await browser.open(client.authorizeUrl(resource));
    const [, id] = /^\/mcp\/consent\/(.+)$/.exec(url.pathname) ?? [];
    if (url.origin !== PORTAL || !id) throw new Error(`At ${url}: ${text}`);
    return id;
  };

  /** Decides in the portal. Returns the address with the ticket. */
  const decide = async (
    id: string,
    person = 'alice',
    decision: 'allow' | 'deny' = 'allow',
  ): Promise<string> => {
    const { body } = await gateway
      .as(person)
      .post(`/interactions/${id}/decision`, { decision })
      .expect(200);
    return body.redirectTo;
  };

  const getCode = async (
    client: TestClient,
    how: { person?: string; resource?: string } = {},
  ): Promise<string> => {
    const browser = newBrowser();
    const id = await begin(browser, client, how.resource);
    const { url } = await browser.open(await decide(id, how.person));
    const code = url.searchParams.get('code');
    if (!code) throw new Error(`No code at ${url}`);
    return code;
  };

  const getTokens = async (
    how: { client?: TestClient; person?: string; resource?: string } = {},
  ) => {
    const { client = newClient(), resource = orders } = how;
    const code = await getCode(client, how);
    const { status, body } = await client.exchange(code, resource);
    if (status !== 200) throw new Error(JSON.stringify(body));
    return {
      client,
      access: String(body.access_token),
      refresh: String(body.refresh_token),
    };
  };

  return {
    gateway,
    orders,
    newBrowser,
    newClient,
    begin,
    decide,
    getCode,
    getTokens,
    /** How the MCP endpoint answers a token. */
    status: async (token: string, endpoint = orders): Promise<number> =>
      (await send(endpoint, { token, body: initialize })).status,
    stop: async () => {
      await gateway.stop();
      await upstream.stop();
    },
  };
}
