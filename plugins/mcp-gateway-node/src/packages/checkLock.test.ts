import { checkLock } from './checkLock';

const WANTED = { identifier: 'server', version: '1.0.0' };
const lock = (packages: object, lockfileVersion = 3) =>
  JSON.stringify({
    lockfileVersion,
    packages: {
      '': { dependencies: { server: '1.0.0' } },
      'node_modules/server': { version: '1.0.0', integrity: 'sha512-aaaa' },
      ...packages,
    },
  });

describe('checkLock (S4)', () => {
  it('gives one digest for one tree, whatever its order', () => {
    const a = { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' } };
    const b = { 'node_modules/b': { version: '1.0.0', integrity: 'sha512-b' } };
    const one = checkLock(lock({ ...a, ...b }), WANTED);
    expect(one).toEqual(checkLock(lock({ ...b, ...a }), WANTED));
    expect(one.archive).toBe('sha512-aaaa');
    const other = {
      'node_modules/b': { version: '1.0.0', integrity: 'sha512-c' },
    };
    expect(checkLock(lock({ ...a, ...other }), WANTED).tree).not.toBe(one.tree);
  });

  it('takes what is in the archive of another', () => {
    expect(() =>
      checkLock(
        lock({
          'node_modules/server/node_modules/a': {
            version: '1.0.0',
            inBundle: true,
          },
        }),
        WANTED,
      ),
    ).not.toThrow();
  });

  it.each([
    [
      'a repository',
      {
        'node_modules/a': {
          version: '1.0.0',
          resolved: 'git+ssh://git@example.com/a.git#x',
        },
      },
      'elsewhere',
    ],
    ['a link', { 'node_modules/a': { link: true } }, 'elsewhere'],
    [
      'another host',
      {
        'node_modules/a': {
          version: '1.0.0',
          integrity: 'sha512-a',
          resolved: 'https://evil.test/a.tgz',
        },
      },
      'elsewhere',
    ],
    [
      'nothing to check',
      { 'node_modules/a': { version: '1.0.0' } },
      'no integrity',
    ],
    [
      'another version',
      { 'node_modules/server': { version: '1.0.1', integrity: 'sha512-a' } },
      '1.0.1 instead of 1.0.0',
    ],
    [
      'a weak digest of the package itself',
      { 'node_modules/server': { version: '1.0.0', integrity: 'sha1-a' } },
      'no sha512',
    ],
  ])('refuses %s', (_, packages, words) => {
    expect(() => checkLock(lock(packages), WANTED)).toThrow(words);
  });

  it('refuses a lockfile of another kind', () => {
    expect(() => checkLock(lock({}, 1), WANTED)).toThrow('another kind');
  });
});
