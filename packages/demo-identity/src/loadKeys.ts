import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { randomBytes } from 'node:crypto';
import type { StateFile } from './StateFile';

/** The provider's own secrets: made on the first start, of this installation only. */
export interface Keys {
  signing: JWK;
  cookie: string;
}

/** Reads the keys, or makes them. */
export async function loadKeys(file: StateFile<Keys>): Promise<Keys> {
  const known = file.read();
  if (known) return known;
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const keys: Keys = {
    signing: {
      ...(await exportJWK(privateKey)),
      use: 'sig',
      alg: 'RS256',
      kid: randomBytes(8).toString('hex'),
    },
    cookie: randomBytes(32).toString('base64url'),
  };
  file.write(keys);
  return keys;
}
