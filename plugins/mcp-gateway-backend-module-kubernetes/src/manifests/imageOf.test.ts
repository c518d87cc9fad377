import { imageOf } from './imageOf';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const oci = (identifier: string, version = '1.2.3', integrity?: string) => ({
  registry: 'oci' as const,
  identifier,
  version,
  ...(integrity && { integrity }),
});

describe('imageOf', () => {
  it.each([
    [
      oci('registry.example.com/team/notes', '1', DIGEST),
      'registry.example.com/team/notes',
    ],
    [
      oci('registry.example.com:5000/notes:1', DIGEST),
      'registry.example.com:5000/notes',
    ],
    [oci(`ghcr.io/a/b@${DIGEST}`), 'ghcr.io/a/b'],
    [oci('mcp/fetch', DIGEST), 'docker.io/mcp/fetch'],
    [oci('notes', DIGEST), 'docker.io/library/notes'],
  ])('reads %j', (wanted, name) => {
    expect(imageOf(wanted)).toEqual({
      image: `${name}@${DIGEST}`,
      digest: DIGEST,
    });
  });

  it.each([
    [oci('registry.example.com/notes'), 'not pinned'],
    [
      oci('registry.example.com/notes', '1', `sha256:${'b'.repeat(63)}`),
      'pinned by its digest',
    ],
    [
      oci(`a.example/b@${DIGEST}`, '1', `sha256:${'b'.repeat(64)}`),
      'two digests',
    ],
    [oci('registry.example.com/../notes', DIGEST), 'no name'],
    [oci('registry.example.com/notes --privileged', DIGEST), 'no name'],
    [{ ...oci('notes', DIGEST), registry: 'npm' as const }, 'run from images'],
  ])('S4: refuses %j', (wanted, words) => {
    expect(() => imageOf(wanted)).toThrow(words);
  });

  it('lets images of named registries run, and no others', () => {
    const only = ['registry.example.com/team/'];
    expect(
      imageOf(oci('registry.example.com/team/a', DIGEST), only),
    ).toBeDefined();
    expect(() =>
      imageOf(oci('registry.example.com/teammate/a', DIGEST), only),
    ).toThrow('may not run');
    expect(() => imageOf(oci('a', DIGEST), only)).toThrow('may not run');
  });
});
