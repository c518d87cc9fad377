import {
  Client as Client2,
  StreamableHTTPClientTransport as Transport2,
  type OAuthDiscoveryState,
} from '@modelcontextprotocol/client';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { rememberOAuth } from './rememberOAuth';

type Provider = ReturnType<typeof rememberOAuth>['provider'];

/** What a test does with a client, whichever SDK it is of. */
export type SdkClient = {
  connect(): Promise<void>;
  /** With what the browser came back with. */
  finish(answer: URLSearchParams): Promise<void>;
  /** Names of tools. */
  listTools(): Promise<string[]>;
  close(): Promise<void>;
};

type Options = { url: string; provider: Provider; fetch: typeof fetch };

/** A client of the SDK's first version, with its own OAuth. */
export function sdk1({ url, provider, fetch }: Options): SdkClient {
  const client = new Client({ name: 'program-of-v1', version: '1.0.0' });
  const transport = new StreamableHTTPClientTransport(new URL(url), {
    authProvider: provider,
    fetch,
  });
  return {
    connect: () => client.connect(transport),
    finish: answer => transport.finishAuth(answer.get('code') ?? ''),
    listTools: async () =>
      (await client.listTools()).tools.map(({ name }) => name),
    close: () => client.close(),
  };
}

/** One of the second version. It checks for itself who answers (RFC 9207). */
export function sdk2(): (options: Options) => SdkClient {
  let found: OAuthDiscoveryState | undefined;
  return ({ url, provider, fetch }) => {
    const client = new Client2({ name: 'program-of-v2', version: '2.0.0' });
    const transport = new Transport2(new URL(url), {
      authProvider: {
        ...provider,
        saveDiscoveryState: state => {
          found = state;
        },
        discoveryState: () => found,
      },
      fetch,
    });
    return {
      connect: () => client.connect(transport),
      finish: answer => transport.finishAuth(answer),
      listTools: async () =>
        (await client.listTools()).tools.map(({ name }) => name),
      close: () => client.close(),
    };
  };
}
