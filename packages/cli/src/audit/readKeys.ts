import type { JSONWebKeySet } from 'jose';
import { z } from 'zod';
import { CommandError } from '../CommandError';
import { readSmallFile } from './readSmallFile';

const MAX_BYTES = 1024 * 1024;

const keysSchema = z.object({
  keys: z
    .array(
      z.looseObject({
        kty: z.literal('OKP'),
        crv: z.literal('Ed25519'),
        kid: z.string().min(1),
        x: z.string().min(1),
      }),
    )
    .min(1),
});

/** The public keys that are trusted: a JWK set (RFC 7517) of Ed25519 keys. */
export async function readKeys(path: string): Promise<JSONWebKeySet> {
  const text = await readSmallFile(path, {
    ...{ maxBytes: MAX_BYTES, of: 'a set of keys' },
  });
  return parseKeys(text, path);
}

/** A JWK set that was read from somewhere. */
export function parseKeys(text: string, source: string): JSONWebKeySet {
  try {
    return keysSchema.parse(JSON.parse(text));
  } catch {
    throw new CommandError(
      `${source} is no JWK set of Ed25519 keys, such as <portal>/api/mcp-gateway/audit/keys gives.`,
    );
  }
}
