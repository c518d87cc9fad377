import { compareIdentity, isSameRepository } from './compareIdentity';
import { repositoryAddress } from './repositoryAddress';
import type { ExpectedIdentity, SignerIdentity } from './types';

describe('repositoryAddress', () => {
  it.each([
    'https://github.com/acme/orders',
    'http://github.com/acme/orders/',
    'git+https://github.com/Acme/Orders.git',
    'git+ssh://git@github.com/acme/orders.git',
    'ssh://git@github.com/acme/orders',
    'git@github.com:acme/orders.git',
    'git://github.com/acme/orders.git#main',
    'github:acme/orders',
    'acme/orders',
  ])('%s is one repository', text => {
    expect(repositoryAddress(text)).toBe('https://github.com/acme/orders');
  });

  it.each([
    '',
    'orders',
    'https://github.com',
    'file:///etc/passwd',
    'pkg:docker/node',
  ])('“%s” is none', text => {
    expect(repositoryAddress(text)).toBeUndefined();
    expect(isSameRepository(text, text)).toBe(false);
  });

  it.each([
    ['https://github.com/acme/orders', 'https://gitlab.com/acme/orders'],
    ['https://github.com/acme/orders', 'https://github.com/acme/orders-2'],
    [
      'https://github.com/acme/orders',
      'https://github.com.evil.com/acme/orders',
    ],
    [
      'https://github.com/acme/orders',
      'https://evil.com/github.com/acme/orders',
    ],
  ])('%s is not %s', (one, other) => {
    expect(isSameRepository(one, other)).toBe(false);
  });
});

describe('compareIdentity', () => {
  const workflow =
    'https://github.com/acme/orders/.github/workflows/release.yml@refs/tags/v1';
  const agrees = (
    expected: ExpectedIdentity,
    identity: SignerIdentity = {
      workflow,
      signer: workflow,
      sourceRepository: 'https://github.com/acme/orders',
    },
  ) => compareIdentity(expected, identity, undefined)[0].agrees;

  it.each<[ExpectedIdentity, boolean]>([
    [{ workflow: '.github/workflows/release.yml' }, true],
    [{ workflow: '.github/workflows/*.yml' }, true],
    [{ workflow: 'https://github.com/acme/orders/.github/workflows/*' }, true],
    [{ workflow: 'release.yml' }, false],
    [{ workflow: '.github/workflows/releaseXyml' }, false],
    [{ workflow: 'https://github.com/acme/other/.github/workflows/*' }, false],
    [{ sourceRepository: 'https://github.com/acme/*' }, true],
    [{ sourceRepository: 'https://github.com/ac' }, false],
    [{ sourceRepository: 'https://github.com/ac*/other' }, false],
    [{ signer: 'https://github.com/acme/orders/*@refs/tags/*' }, true],
    [{ signer: 'https://github.com/acme/orders/*@refs/heads/*' }, false],
    [{ signer: '.*' }, false],
    [{ issuer: '*' }, false],
  ])('%j agrees: %s', (expected, is) => {
    expect(agrees(expected)).toBe(is);
  });

  it('does not let an expectation be met by what is not said', () => {
    expect(agrees({ sourceRepository: '*' }, {})).toBe(false);
    expect(agrees({ runnerEnvironment: 'github-hosted' }, {})).toBe(false);
  });

  it('does not take an address of mail for a workflow', () => {
    const expected = { workflow: '.github/workflows/release.yml' };
    expect(
      agrees(expected, {
        signer: '.github/workflows/release.yml@evil.example',
      }),
    ).toBe(false);
    expect(agrees(expected, { signer: workflow })).toBe(true);
  });

  it('is quick with patterns of many stars', () => {
    const signer = `https://x/${'a'.repeat(2000)}`;
    const started = Date.now();
    expect(agrees({ signer: `*${'a*'.repeat(5)}b` }, { signer })).toBe(false);
    expect(Date.now() - started).toBeLessThan(5000);
  });
});
