import type {
  AuthService,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { ResponseError } from '@backstage/errors';
import {
  accessDocumentSchema,
  type StopList,
  stopListSchema,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { z } from 'zod';
import {
  changePageSchema,
  documentIndexSchema,
  reachSchema,
  reactionSchema,
} from './accessDoorSchemas';
import type {
  AccessChange,
  AccessChangePage,
  AccessDocumentAnswer,
  McpRegistryService,
  NewReaction,
  PlacedReaction,
} from './McpRegistryService';
import { parseServerRef } from './parseServerRef';

const TARGET_PLUGIN_ID = 'mcp-registry';

/** Talks to the access door over plugin-to-plugin HTTP, as the plugin that uses it. */
export class DefaultMcpRegistryService implements McpRegistryService {
  static create(options: {
    auth: AuthService;
    discovery: DiscoveryService;
    fetch?: typeof fetch;
  }): DefaultMcpRegistryService {
    return new DefaultMcpRegistryService(
      options.auth,
      options.discovery,
      options.fetch ?? fetch,
    );
  }

  readonly #auth: AuthService;
  readonly #discovery: DiscoveryService;
  readonly #fetch: typeof fetch;

  private constructor(
    auth: AuthService,
    discovery: DiscoveryService,
    fetchApi: typeof fetch,
  ) {
    this.#auth = auth;
    this.#discovery = discovery;
    this.#fetch = fetchApi;
  }

  async getChanges(options: {
    after: number;
    limit?: number;
    signal?: AbortSignal;
  }): Promise<AccessChangePage> {
    const response = await this.#ask({
      path: '/door/changes',
      query: { after: options.after, limit: options.limit },
      signal: options.signal,
    });
    return await readAs(changePageSchema, response);
  }

  async getStops(options: { signal?: AbortSignal } = {}): Promise<StopList> {
    const response = await this.#ask({
      path: '/door/stops',
      signal: options.signal,
    });
    return await readAs(stopListSchema, response);
  }

  async listDocuments(options: {
    cursor?: string;
    limit?: number;
    signal?: AbortSignal;
  }): Promise<{ items: AccessChange[]; nextCursor?: string }> {
    const response = await this.#ask({
      path: '/door/documents',
      query: { cursor: options.cursor, limit: options.limit },
      signal: options.signal,
    });
    return await readAs(documentIndexSchema, response);
  }

  async getDocument(options: {
    serverRef: string;
    etag?: string;
    signal?: AbortSignal;
  }): Promise<AccessDocumentAnswer> {
    const { namespace, name } = parseServerRef(options.serverRef);
    const response = await this.#ask({
      path: `/door/documents/${encodeURIComponent(
        namespace,
      )}/${encodeURIComponent(name)}`,
      headers: options.etag ? { 'If-None-Match': options.etag } : {},
      signal: options.signal,
      expect: [200, 304, 404],
    });
    if (response.status === 304) {
      return { status: 'not-modified' };
    }
    if (response.status === 404) {
      return { status: 'not-found' };
    }
    const etag = response.headers.get('etag');
    if (!etag) {
      throw new Error('The registry sent an access document without an ETag');
    }
    const document = await readAs(accessDocumentSchema, response);
    return { status: 'ok', document, etag };
  }

  async listReaching(options: {
    system: string;
    signal?: AbortSignal;
  }): Promise<{ digests: string[]; servers: string[] }> {
    const response = await this.#ask({
      path: '/door/reach',
      query: { system: options.system },
      signal: options.signal,
    });
    return await readAs(reachSchema, response);
  }

  async placeReaction(
    reaction: NewReaction,
    options: { signal?: AbortSignal } = {},
  ): Promise<PlacedReaction> {
    const response = await this.#ask({
      ...{ path: '/door/reactions', body: reaction },
      signal: options.signal,
    });
    return await readAs(reactionSchema, response);
  }

  async withdrawReaction(
    id: string,
    options: { reason: string; signal?: AbortSignal },
  ): Promise<PlacedReaction> {
    const response = await this.#ask({
      path: `/door/reactions/${encodeURIComponent(id)}/withdraw`,
      body: { reason: options.reason },
      signal: options.signal,
    });
    return await readAs(reactionSchema, response);
  }

  async #ask(options: {
    path: string;
    query?: Record<string, string | number | undefined>;
    headers?: Record<string, string>;
    signal?: AbortSignal;
    expect?: number[];
    /** Given: it is a POST. */
    body?: object;
  }): Promise<Response> {
    const { token } = await this.#auth.getPluginRequestToken({
      onBehalfOf: await this.#auth.getOwnServiceCredentials(),
      targetPluginId: TARGET_PLUGIN_ID,
    });
    const baseUrl = await this.#discovery.getBaseUrl(TARGET_PLUGIN_ID);
    const url = new URL(`${baseUrl}${options.path}`);
    for (const [key, value] of Object.entries(options.query ?? {})) {
      if (value !== undefined) {
        url.searchParams.set(key, String(value));
      }
    }
    const response = await this.#fetch(url, {
      headers: {
        ...options.headers,
        ...(options.body && { 'Content-Type': 'application/json' }),
        Authorization: `Bearer ${token}`,
      },
      ...(options.body && {
        method: 'POST',
        body: JSON.stringify(options.body),
      }),
      signal: options.signal,
      // The door never redirects; following one would carry the token elsewhere.
      redirect: 'error',
    });
    if (!(options.expect ?? [200]).includes(response.status)) {
      throw await ResponseError.fromResponse(response);
    }
    return response;
  }
}

async function readAs<T>(schema: z.ZodType<T>, response: Response): Promise<T> {
  const parsed = schema.safeParse(await response.json());
  if (!parsed.success) {
    throw new Error(
      `The registry answered ${
        new URL(response.url || 'http://registry').pathname
      } with something unexpected: ${parsed.error.issues
        .slice(0, 3)
        .map(issue => `${issue.path.join('.')}: ${issue.message}`)
        .join('; ')}`,
    );
  }
  return parsed.data;
}
