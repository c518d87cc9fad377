import { findLookAlikes } from './findLookAlikes';
import { KNOWN_SERVERS } from './knownServers';
import { readPackageName } from './packageName';
import { editDistance, skeleton } from './skeleton';

describe('editDistance', () => {
  it.each([
    ['', '', 0],
    ['', 'abc', 3],
    ['abc', 'abc', 0],
    ['abc', 'acb', 1],
    ['abc', 'abd', 1],
    ['abc', 'ab', 1],
    ['kitten', 'sitting', 3],
  ])('of %s and %s is %s', (one, other, distance) => {
    expect(editDistance(one, other)).toBe(distance);
    expect(editDistance(other, one)).toBe(distance);
  });

  it('is bounded', () => {
    expect(editDistance('a'.repeat(1e6), 'b'.repeat(1e6))).toBe(100);
  });
});

describe('skeleton', () => {
  it.each([
    ['mcp-remote', 'mcp_remote'],
    ['mcp-remote', 'rncp-remote'],
    ['playwright', 'p1aywright'],
    ['server', 'sеrver'],
    ['tavily', 'TAVÍLY'],
    ['google', 'g00gle'],
  ])('of %s is that of %s', (one, other) => {
    expect(skeleton(one)).toBe(skeleton(other));
  });
});

describe('findLookAlikes', () => {
  const find = (name: string, known: string[], registry = 'npm' as const) =>
    findLookAlikes(
      readPackageName(registry, name),
      known.map(one => readPackageName(registry, one)),
    );

  it('does not take known servers for one another', () => {
    for (const registry of ['npm', 'pypi', 'oci'] as const) {
      const names = KNOWN_SERVERS[registry].map(one =>
        readPackageName(registry, one),
      );
      for (const name of names) {
        const others = names.filter(other => other !== name);
        const taken = findLookAlikes(name, others).filter(
          ({ how }) => how !== 'other-publisher',
        );
        expect([name.whole, taken]).toEqual([name.whole, []]);
      }
    }
  });

  it('leaves short names and names of one publisher alone', () => {
    expect(find('nx-mcq', ['nx-mcp'])).toEqual([]);
    expect(find('@a/server-github', ['@a/server-gitlab'])).toEqual([]);
  });

  it('knows images with and without their registry', () => {
    expect(
      findLookAlikes(readPackageName('oci', 'docker.io/mcp/fetch:1'), [
        readPackageName('oci', 'mcp/fetch'),
      ]),
    ).toEqual([]);
    expect(
      findLookAlikes(
        readPackageName('oci', 'ghcr.io/githuub/github-mcp-server'),
        [readPackageName('oci', 'ghcr.io/github/github-mcp-server')],
      ),
    ).toEqual([{ name: 'ghcr.io/github/github-mcp-server', how: 'near' }]);
  });
});
