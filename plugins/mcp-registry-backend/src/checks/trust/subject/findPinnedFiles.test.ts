import { findPinnedFiles, isPypiPin } from './findPinnedFiles';
import type { Pin } from './readPin';

const A = 'a'.repeat(64);
const B = 'b'.repeat(64);
/** What the sandbox's installer writes for these two files: its own test has the same text. */
const BOTH = 'sha256-yAgoc2N3MiOpgHpuJHT9y9d0NuELR+bIfikt97KUK5Q=';

const file = (sha256: string, uploadedAt = '2026-01-01T00:00:00.000Z') => ({
  filename: `orders-1.0-${sha256[0]}-none-any.whl`,
  ...{ sha256, uploadedAt, isWheel: true, hasProvenance: false },
});
const pin = (digest: string, at?: number): Pin => ({
  ...{ digest, from: 'probe', withDependencies: true },
  ...(at !== undefined && { at }),
});
const found = (...args: Parameters<typeof findPinnedFiles>) =>
  findPinnedFiles(...args)?.files.map(({ sha256 }) => sha256?.[0]);

describe('findPinnedFiles', () => {
  it('finds the release that an installer pinned, in whatever order', () => {
    expect(found([file(B), file(A)], pin(BOTH))).toEqual(['b', 'a']);
    expect(found([file(A)], pin(BOTH))).toBeUndefined();
    expect(found([], pin(BOTH))).toBeUndefined();
    expect(found([file(A), file('c'.repeat(64))], pin(BOTH))).toBeUndefined();
  });

  it('leaves out what came after the moment of the pin, and nothing that came before', () => {
    const at = Date.parse('2026-01-02T00:00:00Z') / 1000;
    const late = file('c'.repeat(64), '2026-01-03T00:00:00.000Z');
    const files = [file(A), file(B), late];
    expect(found(files, pin(BOTH, at))).toEqual(['a', 'b']);
    expect(findPinnedFiles(files, pin(BOTH, at))?.later).toEqual([late]);
    expect(found(files, pin(BOTH))).toBeUndefined();
    const early = file('c'.repeat(64));
    expect(found([file(A), file(B), early], pin(BOTH, at))).toBeUndefined();
  });

  it('finds one file by its hash', () => {
    expect(found([file(A), file(B)], pin(`sha256:${B}`))).toEqual(['b']);
    expect(found([file(A)], pin(`sha256:${B}`))).toBeUndefined();
  });

  it.each([
    [`sha256:${A}`, true],
    [BOTH, true],
    [`sha512-${'A'.repeat(86)}==`, false],
    ['sha256-short', false],
    ['md5:0', false],
  ])('%s pins one: %s', (digest, is) => {
    expect(isPypiPin(pin(digest))).toBe(is);
  });
});
