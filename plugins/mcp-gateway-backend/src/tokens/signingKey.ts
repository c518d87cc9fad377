import { randomUUID } from 'node:crypto';
import {
  type CryptoKey,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
} from 'jose';
import type { SigningKeyRow } from './SigningKeyStore';

/** The one algorithm of gateway tokens; whatever a token's header says. */
export const ALGORITHM = 'ES256';

/** A signing key, ready for use. Times are milliseconds since the epoch. */
export interface SigningKey {
  kid: string;
  generation: number;
  privateKey: CryptoKey;
  privateJwk: JWK;
  publicKey: CryptoKey;
  publicJwk: JWK;
  activatesAt: number;
  retiresAt: number;
}

/** Makes a new key as a row. */
export async function generateSigningKey(options: {
  generation: number;
  createdAt: number;
  activatesAt: number;
  retiresAt: number;
}): Promise<SigningKeyRow> {
  const pair = await generateKeyPair(ALGORITHM, { extractable: true });
  const id = randomUUID();
  const common = { kid: id, alg: ALGORITHM, use: 'sig' };
  return {
    id,
    generation: options.generation,
    private_jwk: JSON.stringify({
      ...(await exportJWK(pair.privateKey)),
      ...common,
    }),
    public_jwk: JSON.stringify({
      ...(await exportJWK(pair.publicKey)),
      ...common,
    }),
    created_at: new Date(options.createdAt).toISOString(),
    activates_at: new Date(options.activatesAt).toISOString(),
    retires_at: new Date(options.retiresAt).toISOString(),
  };
}

/** Reads a key from its row. */
export async function readSigningKey(row: SigningKeyRow): Promise<SigningKey> {
  const publicJwk = JSON.parse(row.public_jwk) as JWK;
  const privateJwk = JSON.parse(row.private_jwk) as JWK;
  return {
    kid: row.id,
    generation: row.generation,
    privateKey: await importKey(privateJwk),
    privateJwk,
    publicKey: await importKey(publicJwk),
    publicJwk,
    activatesAt: Date.parse(row.activates_at),
    retiresAt: Date.parse(row.retires_at),
  };
}

async function importKey(jwk: JWK): Promise<CryptoKey> {
  const key = await importJWK(jwk, ALGORITHM);
  if (key instanceof Uint8Array) {
    throw new Error('A signing key in the database is not an asymmetric key');
  }
  return key;
}
