import { generateKeyPairSync } from 'node:crypto';
import { ConfigReader } from '@backstage/config';
import { exportJWK, importSPKI, type JWK } from 'jose';
import { readClient } from '../readClient';
import type { ClientSettings } from '../types';

/** The gateway as a client with a key of its own, and how an authorization server registers it. */
export async function gatewayClient(id: string): Promise<{
  settings: ClientSettings;
  /** The same in the configuration. */
  config: { id: string; key: string; keyId: string };
  registration: { client_id: string; jwks: { keys: JWK[] } } & Record<
    'token_endpoint_auth_method' | 'token_endpoint_auth_signing_alg',
    string
  >;
}> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const jwk = await exportJWK(await importSPKI(publicKey, 'ES256'));
  const config = { id, key: privateKey, keyId: 'gateway' };
  return {
    config,
    settings: readClient(new ConfigReader(config), 'client'),
    registration: {
      client_id: id,
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_signing_alg: 'ES256',
      jwks: { keys: [{ ...jwk, kid: 'gateway', alg: 'ES256', use: 'sig' }] },
    },
  };
}
