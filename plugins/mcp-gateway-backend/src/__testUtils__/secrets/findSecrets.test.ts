import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { exportJWK, SignJWT } from 'jose';
import { findSecrets } from './findSecrets';

const SECRET = randomBytes(24).toString('base64url');
const secrets = new Map([['the planted secret', SECRET]]);

describe('the scan for secrets', () => {
  it.each([
    ['as it is', SECRET],
    ['in an address', encodeURIComponent(SECRET)],
    ['in base64', Buffer.from(SECRET).toString('base64')],
    ['in hexadecimal', Buffer.from(SECRET).toString('hex')],
  ])('finds a planted one %s', (_how, planted) => {
    const places = new Map([
      ['the log', `before ${planted} after`],
      ['a table', 'nothing'],
    ]);
    expect(findSecrets({ secrets, places })).toEqual([
      'the planted secret in the log',
    ]);
  });

  it('finds what only looks like one, and says no value', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const token = await new SignJWT({ sub: 'user:default/alice' })
      .setProtectedHeader({ alg: 'ES256' })
      .sign(privateKey);
    const jwk = JSON.stringify(await exportJWK(privateKey));
    const places = new Map([
      ['one', `sallyport_pat_${'a'.repeat(49)}`],
      ['two', token],
      ['three', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()],
      ['four', jwk],
      ['five', JSON.stringify({ inner: jwk })],
      ['seven', `sallyport_rt_${'a'.repeat(49)}`],
      ['six', token.split('.').slice(0, 2).join('.')],
    ]);
    expect(findSecrets({ secrets, places })).toEqual([
      'a personal access token in one',
      'a signed token in two',
      'a private key in three',
      'a private key as JWK in four',
      'a private key as JWK in five',
      'a refresh token in seven',
    ]);
  });
});
