import {
  checkResourceAllowed,
  extractWWWAuthenticateParams,
} from '@modelcontextprotocol/client';
import { z } from 'zod';
import { OAuthFailure } from './OAuthFailure';
import { refuseLater } from './refuseLater';
import type { OAuthFetch, ProtectedResource } from './types';

const WELL_KNOWN = '/.well-known/oauth-protected-resource';
/** Something that needs a sign-in: some servers let anybody say hello (`initialize`), and say only here which scopes they want. */
const QUESTION = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'tools/list',
});

const metadataSchema = z.object({
  resource: z.url().max(2000),
  authorization_servers: z.array(z.url().max(2000)).min(1).max(20),
  scopes_supported: z.array(z.string().max(200)).max(200).optional(),
});

/**
 * Asks an MCP server who guards it: what it says when nobody is signed in, then RFC 9728 with the server's path and
 * without. A server of before that is guarded by its own origin (MCP 2025-03-26).
 */
export async function findResource(
  upstreamUrl: string,
  { fetch }: OAuthFetch,
): Promise<ProtectedResource> {
  const url = new URL(upstreamUrl);
  const challenge = await ask(upstreamUrl, fetch);
  const addresses = challenge.metadata
    ? [challenge.metadata]
    : [
        `${url.origin}${WELL_KNOWN}${url.pathname.replace(/\/$/, '')}`,
        `${url.origin}${WELL_KNOWN}`,
      ];
  for (const address of addresses) {
    const answer = await fetch(address, {
      method: 'GET',
      headers: { accept: 'application/json' },
    });
    refuseLater(answer);
    if (answer.status === 200) {
      return resourceOf(await readJson(answer), upstreamUrl, challenge.scopes);
    }
  }
  return {
    resource: upstreamUrl,
    issuer: url.origin,
    ...(challenge.scopes && { scopes: challenge.scopes }),
  };
}

function resourceOf(
  json: unknown,
  upstreamUrl: string,
  asked: string[] | undefined,
): ProtectedResource {
  const parsed = metadataSchema.safeParse(json);
  if (!parsed.success) {
    throw new OAuthFailure(
      'unusable',
      'What the server says of who guards it is not RFC 9728',
    );
  }
  const { resource, authorization_servers: servers } = parsed.data;
  const { scopes_supported: supported } = parsed.data;
  // C2: a server must not have tokens made for another's address.
  const isItsOwn = checkResourceAllowed({
    requestedResource: upstreamUrl,
    configuredResource: resource,
  });
  if (!isItsOwn) {
    throw new OAuthFailure(
      'unusable',
      'The server says that its tokens are for another address',
    );
  }
  const scopes = asked ?? supported;
  return { resource, issuer: servers[0], ...(scopes && { scopes }) };
}

/** What the server answers to somebody who is not signed in. Whatever goes wrong here, its metadata may still be there. */
async function ask(
  upstreamUrl: string,
  fetch: OAuthFetch['fetch'],
): Promise<{ metadata?: string; scopes?: string[] }> {
  try {
    const answer = await fetch(upstreamUrl, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
      },
      body: QUESTION,
    });
    if (answer.status !== 401) return {};
    const { resourceMetadataUrl, scope } = extractWWWAuthenticateParams(answer);
    return {
      ...(resourceMetadataUrl && { metadata: resourceMetadataUrl.href }),
      ...(scope && { scopes: scope.split(' ').filter(Boolean) }),
    };
  } catch (error) {
    const failure = OAuthFailure.of(error);
    if (failure.kind === 'unusable') throw failure;
    return {};
  }
}

async function readJson(answer: Response): Promise<unknown> {
  try {
    return await answer.json();
  } catch {
    return undefined;
  }
}
