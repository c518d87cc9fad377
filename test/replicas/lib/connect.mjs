// Clients as people have them: the SDKs', with their own defaults.
import {
  Client,
  StreamableHTTPClientTransport,
} from '@modelcontextprotocol/client';
import { Client as SessionClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as SessionTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

const INFO = { name: 'sallyport-replicas', version: '1.0.0' };
/** Longer than any client here may wait, so that it is never the SDK that ends the waiting. */
const timeout = 60_000;

const withToken = token => ({
  requestInit: { headers: { authorization: `Bearer ${token}` } },
});

/** SDK v1: a session, with a stream of its own for what the server says. */
export async function connectSession({ endpoint, token, onNotification }) {
  const client = new SessionClient(INFO);
  const transport = new SessionTransport(new URL(endpoint), withToken(token));
  client.fallbackNotificationHandler = async ({ method }) =>
    onNotification(method);
  await client.connect(transport);
  return {
    era: 'legacy',
    sessionId: () => transport.sessionId,
    call: (name, args, onprogress) =>
      client.callTool({ name, arguments: args }, undefined, {
        timeout,
        onprogress,
      }),
    close: () => client.close(),
  };
}

/**
 * SDK v2 of the era without sessions, where a stream cannot be resumed. The SDK says at once that one broke off, but to its
 * `onerror`: the call itself it gives up after its time limit. Who has one call at a time knows which it was.
 */
export async function connectModern({ endpoint, token }) {
  const client = new Client(INFO, {
    versionNegotiation: { mode: { pin: '2026-07-28' } },
  });
  await client.connect(
    new StreamableHTTPClientTransport(new URL(endpoint), withToken(token)),
  );
  return {
    era: 'modern',
    sessionId: () => undefined,
    call: async (name, args, onprogress) => {
      const broken = new Promise((_resolve, reject) => {
        client.onerror = reject;
      });
      return await Promise.race([
        client.callTool({ name, arguments: args }, { timeout, onprogress }),
        broken,
      ]);
    },
    close: () => client.close(),
  };
}
