import { isAbout, readPurl } from './purl';

describe('isAbout', () => {
  it.each([
    ['pkg:npm/a', 'pkg:npm/a@1.0.0', true],
    ['pkg:npm/a@1.0.0', 'pkg:npm/a@1.0.0', true],
    ['pkg:npm/a@1.0.1', 'pkg:npm/a@1.0.0', false],
    ['pkg:npm/a', 'pkg:pypi/a@1.0.0', false],
    ['pkg:npm/%40x/a', 'pkg:npm/a@1.0.0', false],
    ['pkg:pypi/Foo.Bar', 'pkg:pypi/foo-bar@1', true],
    [
      'pkg:oci/a?repository_url=ghcr.io/x/a',
      'pkg:oci/a@sha256:1?repository_url=ghcr.io/x/a',
      true,
    ],
    [
      'pkg:oci/a?repository_url=ghcr.io/y/a',
      'pkg:oci/a@sha256:1?repository_url=ghcr.io/x/a',
      false,
    ],
    ['pkg:oci/a', 'pkg:oci/a@sha256:1?repository_url=ghcr.io/x/a', true],
  ])('%s and %s: %s', (stated, actual, expected) => {
    expect(isAbout(readPurl(stated)!, readPurl(actual)!)).toBe(expected);
  });

  it('is about nothing where it is no package URL', () => {
    expect(readPurl('npm/a')).toBeUndefined();
    expect(readPurl('pkg:npm')).toBeUndefined();
  });
});
