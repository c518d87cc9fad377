import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import type { PersonAssertions } from '../types';

const ISSUER = 'https://gateway.example.com';

/** The gateway's word about people, with keys of a test. */
export async function gatewayAssertions(): Promise<
  PersonAssertions & {
    issuer: string;
    jwks: { keys: Awaited<ReturnType<typeof exportJWK>>[] };
    /** Laid over the claims: what a test gets wrong. */
    lies: JWTPayload;
  }
> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'a', alg: 'ES256' };
  const own = {
    issuer: ISSUER,
    jwks: { keys: [jwk] },
    lies: {},
    sign: async ({
      subject,
      audience,
    }: {
      subject: string;
      audience: string;
    }) =>
      await new SignJWT({
        iss: ISSUER,
        sub: subject,
        aud: audience,
        iat: Math.floor(Date.now() / 1000),
        exp: Math.floor(Date.now() / 1000) + 60,
        ...own.lies,
      })
        .setProtectedHeader({ alg: 'ES256', kid: 'a' })
        .sign(privateKey),
  };
  return own;
}
