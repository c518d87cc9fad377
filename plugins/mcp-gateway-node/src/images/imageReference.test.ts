import { readImageReference } from './imageReference';

const DIGEST = `sha256:${'0'.repeat(64)}`;
const read = (identifier: string, version: string, integrity?: string) =>
  readImageReference({
    registry: 'oci',
    identifier,
    version,
    ...(integrity && { integrity }),
  });

describe('readImageReference', () => {
  it.each([
    ['busybox', '1.36', 'docker.io', 'docker.io/library/busybox', '1.36'],
    ['team/server', '2', 'docker.io', 'docker.io/team/server', '2'],
    ['ghcr.io/team/server', 'v1', 'ghcr.io', 'ghcr.io/team/server', 'v1'],
    ['ghcr.io/team/server:v1', 'v1', 'ghcr.io', 'ghcr.io/team/server', 'v1'],
    ['localhost:5000/x', '1', 'localhost:5000', 'localhost:5000/x', '1'],
  ])('reads %s', (identifier, version, host, name, tag) => {
    expect(read(identifier, version)).toEqual({ host, name, tag });
  });

  it('takes a digest wherever it stands', () => {
    const wanted = { name: 'ghcr.io/a/b', digest: DIGEST };
    expect(read('ghcr.io/a/b', DIGEST)).toMatchObject(wanted);
    expect(read(`ghcr.io/a/b@${DIGEST}`, DIGEST)).toMatchObject(wanted);
    expect(read('ghcr.io/a/b', '1.0', DIGEST)).toMatchObject({
      ...wanted,
      tag: '1.0',
    });
  });

  it.each([
    ['', '1', 'no name'],
    ['UPPER/case', '1', 'no name'],
    ['ghcr.io/../x', '1', 'no name'],
    ['ghcr.io/a/b', 'a tag', 'no tag'],
    ['ghcr.io/a/b:1', '2', 'two tags'],
    ['ghcr.io/a/b@sha256:short', '1', 'pinned by its digest'],
    [`ghcr.io/a/b@${DIGEST}`, `sha256:${'1'.repeat(64)}`, 'two'],
    ['http://ghcr.io/a', '1', 'no name'],
    ['ghcr.io/a/b?x=y', '1', 'no name'],
  ])('refuses %s %s', (identifier, version, words) => {
    expect(() => read(identifier, version)).toThrow(words);
  });
});
