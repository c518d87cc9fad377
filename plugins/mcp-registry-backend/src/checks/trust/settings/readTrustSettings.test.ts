import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import { makeKeys } from '../sigstore/__testUtils__/Authority';
import { KeySet } from '../sigstore/__testUtils__/KeySet';
import { readTrustSettings } from './readTrustSettings';

describe('readTrustSettings', () => {
  const folder = mkdtempSync(join(tmpdir(), 'trust-'));
  const file = join(folder, 'root.json');
  const root = new KeySet().trustRoot().json;
  const keys = makeKeys();
  const publicKey = keys.publicKey.export({ type: 'spki', format: 'pem' });
  beforeEach(() => writeFileSync(file, JSON.stringify(root)));
  afterAll(() => rmSync(folder, { recursive: true }));

  const read = (trust?: JsonObject) =>
    readTrustSettings(
      mockServices.rootConfig({
        data: trust ? { mcpRegistry: { trust } } : {},
      }),
    );
  const rule = {
    packages: ['npm:@acme/*'],
    root: 'company',
    sourceRepository: 'https://github.com/acme/*',
  };
  const roots = [{ name: 'company', file }];

  it('asks nobody and believes nobody by default', () => {
    expect(read()).toMatchObject({
      images: [],
      signers: [],
      minReleaseAgeDays: 7,
      staleAfterDays: 730,
      timeoutMs: 10_000,
    });
    expect(read().npm).toBeUndefined();
    expect(read().trustRoot).toBeUndefined();
  });

  it('reads rules with their roots and keys', () => {
    const { signers, trustRoot, images } = read({
      roots,
      defaultRoot: 'company',
      keys: [{ name: 'release', publicKey: publicKey.toString() }],
      signers: [{ ...rule, keys: ['release'], required: true }],
      images: [{ host: 'ghcr.io', alsoAsks: ['https://cdn.example/x'] }],
    });
    expect(trustRoot?.root.tlogs).toHaveLength(1);
    expect(signers).toMatchObject([
      {
        trustRoot: { name: 'company' },
        keys: [{ name: 'release' }],
        expected: { sourceRepository: 'https://github.com/acme/*' },
        isRequired: true,
      },
    ]);
    expect(images[0].url.href).toBe('https://ghcr.io/');
    expect(images[0].alsoAsks).toEqual(['https://cdn.example']);
  });

  it('has another fingerprint where verdicts could differ, and never a secret’s', () => {
    const usual = { roots, signers: [rule] };
    const { fingerprint } = read(usual);
    expect(read(usual).fingerprint).toBe(fingerprint);
    expect(read({ ...usual, minReleaseAgeDays: 8 }).fingerprint).not.toBe(
      fingerprint,
    );
    expect(
      read({ ...usual, signers: [{ ...rule, issuer: 'x' }] }).fingerprint,
    ).not.toBe(fingerprint);
    writeFileSync(file, JSON.stringify(new KeySet().trustRoot().json));
    expect(read(usual).fingerprint).not.toBe(fingerprint);
    const npm = (token: string) =>
      read({ npm: { url: 'https://npm.example', token } }).fingerprint;
    expect(npm('a')).toBe(npm('b'));
  });

  it.each<[string, JsonObject]>([
    ['a root that is not there', { roots: [{ name: 'a', file: '/no/file' }] }],
    ['a rule without anybody', { signers: [{ packages: ['npm:a'] }] }],
    [
      'a rule that believes the whole world',
      { roots, signers: [{ packages: ['npm:a'], root: 'company' }] },
    ],
    [
      'the same in other words',
      { roots, signers: [{ ...rule, sourceRepository: '*' }] },
    ],
    ['a root that nobody configured', { signers: [rule] }],
    ['packages of no kind', { roots, signers: [{ ...rule, packages: ['a'] }] }],
    ['no packages', { roots, signers: [{ ...rule, packages: [] }] }],
    ['two roots of one name', { roots: [...roots, ...roots] }],
    ['a default root that is none', { defaultRoot: 'company' }],
    ['no key', { keys: [{ name: 'a', publicKey: 'no key' }] }],
    [
      'a private key',
      {
        keys: [
          {
            name: 'a',
            publicKey: keys.privateKey
              .export({ type: 'pkcs8', format: 'pem' })
              .toString(),
          },
        ],
      },
    ],
    ['a licence that is none', { licences: { allowed: ['Free beer'] } }],
    ['an address that is none', { npm: { url: 'registry' } }],
    ['an address with a password', { npm: { url: 'https://a:b@npm.example' } }],
    ['one registry twice', { images: [{ host: 'a.b' }, { host: 'A.B' }] }],
    ['a time out of bounds', { timeoutSeconds: 1000 }],
  ])('refuses %s', (_, trust) => {
    expect(() => read(trust)).toThrow(/mcpRegistry\.trust\./);
  });

  it('refuses a root in which nobody vouches for times', () => {
    for (const json of [
      { ...root, tlogs: [], timestampAuthorities: [] },
      {},
      [],
    ]) {
      writeFileSync(file, JSON.stringify(json));
      expect(() => read({ roots })).toThrow('no trusted root');
    }
  });
});
