import {
  allowInsecureRequests,
  type AuthorizationServer,
  customFetch,
  dynamicClientRegistrationRequest,
  processDynamicClientRegistrationResponse,
} from 'oauth4webapi';
import { clientMetadata } from './clientMetadata';
import { OAuthFailure } from './OAuthFailure';
import { refuseLater } from './refuseLater';
import type { OAuthFetch } from './types';

const METHODS = ['none', 'client_secret_basic', 'client_secret_post'];

/** What an authorization server made of the gateway. */
export interface DynamicRegistration {
  readonly clientId: string;
  readonly method: 'none' | 'client_secret_basic' | 'client_secret_post';
  readonly secret?: string;
  /** Milliseconds since the epoch; absent: it does not end. */
  readonly secretEndsAt?: number;
}

/** Registers the gateway at an authorization server (RFC 7591): the last resort. */
export async function register(
  server: AuthorizationServer,
  options: { publicUrl: string; fetch: OAuthFetch },
): Promise<DynamicRegistration> {
  const offered = server.token_endpoint_auth_methods_supported ?? [
    'client_secret_basic',
  ];
  const wanted = METHODS.find(method => offered.includes(method)) ?? 'none';
  try {
    const response = await dynamicClientRegistrationRequest(
      server,
      {
        ...clientMetadata(options.publicUrl),
        token_endpoint_auth_method: wanted,
      },
      {
        [customFetch]: (url: string, init: RequestInit) =>
          options.fetch.fetch(url, init),
        [allowInsecureRequests]: true,
      },
    );
    refuseLater(response);
    const client = await processDynamicClientRegistrationResponse(
      await withExpiry(response),
    );
    const { client_secret: secret, client_secret_expires_at: ends } = client;
    const method = client.token_endpoint_auth_method ?? wanted;
    return {
      clientId: client.client_id,
      method: asMethod(method),
      ...(typeof secret === 'string' && { secret }),
      ...(typeof ends === 'number' &&
        ends > 0 && { secretEndsAt: ends * 1000 }),
    };
  } catch (error) {
    throw OAuthFailure.of(error);
  }
}

/** RFC 7591 §3.2.1 asks for `client_secret_expires_at` beside a secret; many leave it out where there is no end. */
async function withExpiry(response: Response): Promise<Response> {
  const { status, headers } = response;
  if (status !== 201) return response;
  const client: unknown = await response.json().catch(() => null);
  return Response.json(
    isRecord(client) && 'client_secret' in client
      ? { client_secret_expires_at: 0, ...client }
      : client,
    { status, headers },
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function asMethod(method: unknown): DynamicRegistration['method'] {
  switch (method) {
    case 'none':
    case 'client_secret_basic':
    case 'client_secret_post':
      return method;
    default:
      throw new OAuthFailure(
        'unusable',
        'It registered the gateway with a method that the gateway does not have',
      );
  }
}
