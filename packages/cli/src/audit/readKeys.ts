import { readFile } from 'node:fs/promises';
import type { JSONWebKeySet } from 'jose';
import { z } from 'zod';
import { CommandError } from '../CommandError';

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
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    throw new CommandError(`There is no file ${path}.`);
  }
  if (text.length > MAX_BYTES) {
    throw new CommandError(`${path} is too large for a set of keys.`);
  }
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
