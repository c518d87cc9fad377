import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { importPKCS8 } from 'jose';
import {
  type ClientAuth,
  ClientSecretPost,
  modifyAssertion,
  None,
  PrivateKeyJwt,
} from 'oauth4webapi';
import type { ClientSettings } from './types';

const METHODS = [
  'private_key_jwt',
  'client_secret_basic',
  'client_secret_post',
  'none',
] as const;
type Method = (typeof METHODS)[number];

/** Reads the gateway's registration at an authorization server: `id`, `authentication` and what that needs. */
export function readClient(config: Config, at: string): ClientSettings {
  const id = config.getString('id');
  const method = (config.getOptionalString('authentication') ??
    'private_key_jwt') as Method;
  switch (method) {
    case 'private_key_jwt':
      return { id, authenticate: byKey(config, at) };
    case 'client_secret_basic':
      return { id, authenticate: bySecret(config, at, basic) };
    case 'client_secret_post':
      return { id, authenticate: bySecret(config, at, ClientSecretPost) };
    case 'none':
      return { id, authenticate: None() };
    default:
      throw new InputError(
        `${at}.authentication must be one of ${METHODS.join(', ')}; it is '${
          method satisfies never
        }'`,
      );
  }
}

function bySecret(
  config: Config,
  at: string,
  method: (secret: string) => ClientAuth,
): ClientAuth {
  const read = reader(config, at, 'secret');
  return async (server, client, body, headers) =>
    await method(await read())(server, client, body, headers);
}

/** RFC 6749 §2.3.1. What needs no encoding has none: not every server decodes. */
function basic(secret: string): ClientAuth {
  const encode = (text: string) =>
    new URLSearchParams([['', text]]).toString().slice(1);
  return (_server, client, _body, headers) => {
    const pair = `${encode(client.client_id)}:${encode(secret)}`;
    headers.set(
      'authorization',
      `Basic ${Buffer.from(pair).toString('base64')}`,
    );
  };
}

function byKey(config: Config, at: string): ClientAuth {
  const read = reader(config, at, 'key');
  const kid = config.getOptionalString('keyId');
  const certificate = config.getOptionalString('certificateFile');
  const wanted = config.getOptionalString('algorithm');
  return async (server, client, body, headers) => {
    const key = parseKey(await read(), at);
    const pem = key.export({ type: 'pkcs8', format: 'pem' }).toString();
    const imported = await importPKCS8(pem, wanted ?? algorithmOf(key, at));
    // RFC 7515 §4.1.8: how providers that know keys by their certificates find the right one.
    const thumbprint =
      certificate && thumbprintOf(await readFile(certificate, 'utf8'));
    const authenticate = PrivateKeyJwt(
      { key: imported, ...(kid !== undefined && { kid }) },
      {
        [modifyAssertion]: header => {
          if (thumbprint) header['x5t#S256'] = thumbprint;
        },
      },
    );
    await authenticate(server, client, body, headers);
  };
}

/** Reads `<name>` or `<name>File`: now, so that a mistake stops the start, and a file anew each time. */
function reader(
  config: Config,
  at: string,
  name: 'secret' | 'key',
): () => Promise<string> {
  const value = config.getOptionalString(name);
  const file = config.getOptionalString(`${name}File`);
  if ((value === undefined) === (file === undefined)) {
    throw new InputError(`${at} needs either ${name} or ${name}File`);
  }
  const check = (text: string) => {
    if (text.trim() === '') throw new InputError(`${at}: ${name} is empty`);
    if (name === 'key') algorithmOf(parseKey(text, at), at);
    return text.trim();
  };
  if (file === undefined) {
    const text = check(value ?? '');
    return async () => text;
  }
  check(readFileSync(file, 'utf8'));
  return async () => check(await readFile(file, 'utf8'));
}

function parseKey(pem: string, at: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    // The reason of the library could quote the key.
    throw new InputError(`${at}: key is not a private key in PEM`);
  }
}

function algorithmOf(key: KeyObject, at: string): string {
  switch (key.asymmetricKeyType) {
    case 'rsa':
      return 'PS256';
    case 'ec':
      return key.asymmetricKeyDetails?.namedCurve === 'secp384r1'
        ? 'ES384'
        : 'ES256';
    case 'ed25519':
      return 'Ed25519';
    default:
      throw new InputError(
        `${at}: key must be RSA, EC (P-256, P-384) or Ed25519`,
      );
  }
}

function thumbprintOf(pem: string): string {
  const { fingerprint256 } = new X509Certificate(pem);
  return Buffer.from(fingerprint256.replaceAll(':', ''), 'hex').toString(
    'base64url',
  );
}
