import { createHmac, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { stack } from './stack';

const encode = (value: object | Buffer) =>
  (Buffer.isBuffer(value)
    ? value
    : Buffer.from(JSON.stringify(value))
  ).toString('base64url');

type Key = { kid: string };

/** What somebody without the gateway's private key can make of its word: all that can be read of it is right. */
export async function forgeAssertions(claims: {
  subject: string;
  audience: string;
}): Promise<Record<string, string>> {
  const published = await fetch(`${stack.gateway}/.well-known/jwks.json`);
  const { keys } = (await published.json()) as { keys: Key[] };
  const now = Math.floor(Date.now() / 1000);
  const payload = encode({
    ...{ iss: stack.gateway, sub: claims.subject, aud: claims.audience },
    ...{ jti: randomUUID(), iat: now, nbf: now, exp: now + 120 },
  });
  const signed = (alg: string) =>
    `${encode({ alg, typ: 'JWT', kid: keys[0].kid })}.${payload}`;
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const byAnother = sign('sha256', Buffer.from(signed('ES256')), {
    key: privateKey,
    dsaEncoding: 'ieee-p1363',
  });
  const byPublicKey = createHmac('sha256', JSON.stringify(keys[0]))
    .update(signed('HS256'))
    .digest();
  return {
    'signed by another key': `${signed('ES256')}.${encode(byAnother)}`,
    'of alg none': `${signed('none')}.`,
    'signed with the public key as a secret': `${signed('HS256')}.${encode(
      byPublicKey,
    )}`,
    'with no signature': `${signed('ES256')}.`,
  };
}
