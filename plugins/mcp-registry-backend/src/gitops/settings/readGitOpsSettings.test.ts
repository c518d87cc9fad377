import { ConfigReader } from '@backstage/config';
import { readGitOpsSettings } from './readGitOpsSettings';

const KEY = `ssh-ed25519 ${'A'.repeat(68)}`;
const SOURCE = {
  id: 'definitions',
  url: 'https://git.example.com/acme/servers.git',
  signers: [{ user: 'carol', sshKey: KEY }],
};
const read = (source: object, more: object = {}) =>
  readGitOpsSettings(
    new ConfigReader({
      mcpRegistry: { gitOps: { sources: [{ ...SOURCE, ...source }], ...more } },
    }),
  );

describe('readGitOpsSettings', () => {
  it('is off by default', () => {
    expect(readGitOpsSettings(new ConfigReader({}))).toMatchObject({
      sources: [],
      allowsPortal: true,
    });
  });

  it('closes the portal’s registration, and lets no merge decide unless it is said', () => {
    const settings = read({ path: '/servers/' });
    expect(settings).toMatchObject({
      ...{ mergeDecides: {}, allowsPortal: false, seconds: 60 },
      sources: [
        {
          ...{ branch: 'main', path: 'servers', evidence: ['signature'] },
          signers: [{ name: 'user:default/carol', user: 'user:default/carol' }],
        },
      ],
    });
    expect(
      read({ owners: ['platform', 'user:erin'] }).sources[0].owners,
    ).toEqual(['group:default/platform', 'user:default/erin']);
    const both = read(
      { github: { repository: 'acme/servers' } },
      { mergeDecides: { low: 1 }, allowPortalRegistration: true },
    );
    expect(both).toMatchObject({
      ...{ mergeDecides: { low: 1 }, allowsPortal: true },
      sources: [{ evidence: ['signature', 'github:definitions'] }],
    });
  });

  it.each([
    ['plain http', { url: 'http://git.example.com/x.git' }, /https/],
    ['another way into the machine', { url: 'file:///etc' }, /https/],
    ['a helper of Git', { url: 'ext::sh -c id' }, /https/],
    [
      'a token in the address',
      { url: 'https://a:b@git.example.com/x' },
      /token/,
    ],
    ['an option for a branch', { branch: '--upload-pack=x' }, /branch/],
    ['a way out of the repository', { path: '../x' }, /path/],
    ['nobody who may sign', { signers: [] }, /signers/],
    [
      'two kinds of key',
      { signers: [{ name: 'x', sshKey: KEY, pgpKey: 'y' }] },
      /one of/,
    ],
    [
      'a key that is none',
      { signers: [{ name: 'x', sshKey: 'rsa' }] },
      /sshKey/,
    ],
    ['no room at all', { maxMegabytes: 0 }, /maxMegabytes/],
    ['owners that are nobody', { owners: [] }, /owners/],
    ['an owner without a name', { owners: ['group:'] }, /owners/],
    ['a name of nothing', { id: '../x' }, /no id/],
  ])('refuses %s', (_, source, words) => {
    expect(() => read(source)).toThrow(words);
  });

  it.each([
    [{ mergeDecides: { enormous: 1 } }, /risk tier/],
    [{ mergeDecides: { low: 0 } }, /reviewers/],
    [{ seconds: 1 }, /seconds/],
  ])('refuses %j', (more, words) => {
    expect(() => read({}, more)).toThrow(words);
  });
});
