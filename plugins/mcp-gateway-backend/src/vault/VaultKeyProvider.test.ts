import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VaultClient } from './VaultClient';
import { VaultKeyProvider } from './VaultKeyProvider';

/** As Vault's documentation has its transit engine; nothing here is the real service. */
function documentedVault() {
  const seen: string[] = [];
  let version = 1;
  const json = (data: object) => new Response(JSON.stringify({ data }));
  return {
    seen,
    rotate: () => {
      version += 1;
    },
    async fetch(url: string, init: RequestInit): Promise<Response> {
      const headers = new Headers(init.headers);
      seen.push(`${init.method} ${url}`);
      if (headers.get('x-vault-token') !== 'the-token') {
        return new Response('the-token is secret', { status: 403 });
      }
      const body = init.body ? JSON.parse(String(init.body)) : {};
      switch (url.split('/v1/transit/')[1]) {
        case 'keys/sallyport':
          return json({ latest_version: version });
        case 'encrypt/sallyport': {
          const text = JSON.stringify([body.plaintext, body.associated_data]);
          const sealed = Buffer.from(text).toString('base64');
          return json({ ciphertext: `vault:v${version}:${sealed}` });
        }
        case 'decrypt/sallyport': {
          const sealed = body.ciphertext.split(':')[2];
          const [plaintext, data] = JSON.parse(
            Buffer.from(sealed, 'base64').toString(),
          );
          return data === body.associated_data
            ? json({ plaintext })
            : new Response('{}', { status: 400 });
        }
        default:
          return new Response('{}', { status: 404 });
      }
    },
  };
}

describe('VaultKeyProvider', () => {
  let folder: string;
  let tokenFile: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vault-'));
    tokenFile = join(folder, 'token');
  });
  beforeEach(() => writeFile(tokenFile, 'the-token\n'));
  afterAll(() => rm(folder, { recursive: true }));

  function start() {
    const vault = documentedVault();
    const provider = VaultKeyProvider.create({
      transit: { mount: 'transit', key: 'sallyport' },
      vault: VaultClient.create({
        settings: { address: 'https://vault.example', tokenFile },
        fetch: vault.fetch,
      }),
    });
    return { vault, provider };
  }

  it('wraps and unwraps for the same purpose, and says when the key has a new version', async () => {
    const { vault, provider } = start();
    const key = Buffer.from('a data key');
    const wrapped = await provider.wrap(key, 'data key 1');
    expect(wrapped.keyId).toBe('vault:sallyport:v1');
    expect(wrapped.keyId).toBe(await provider.currentKeyId());
    expect(await provider.unwrap(wrapped, 'data key 1')).toEqual(key);
    await expect(provider.unwrap(wrapped, 'data key 2')).rejects.toThrow(
      'Vault answered 400',
    );
    vault.rotate();
    expect(await provider.currentKeyId()).toBe('vault:sallyport:v2');
    expect(vault.seen[0]).toBe(
      'POST https://vault.example/v1/transit/encrypt/sallyport',
    );
  });

  it('C6: repeats nothing of what a failing Vault says', async () => {
    const { provider } = start();
    await writeFile(tokenFile, 'another');
    await expect(provider.currentKeyId()).rejects.toThrow(
      /^Vault answered 403$/,
    );
  });
});
