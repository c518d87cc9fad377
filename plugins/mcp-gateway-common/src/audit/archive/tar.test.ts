/** @jest-environment node */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { readTar } from './readTar';
import { TAR_END, tarEntry } from './tarEntry';

const at = new Date('2026-11-29T08:00:00.000Z');

async function read(archive: Uint8Array, size = 700) {
  async function* pieces() {
    for (let from = 0; from < archive.length; from += size) {
      yield archive.subarray(from, from + size);
    }
  }
  const files: [string, Buffer][] = [];
  for await (const { name, bytes } of readTar(pieces())) {
    files.push([name, Buffer.from(bytes)]);
  }
  return files;
}

const archiveOf = (files: readonly [string, Uint8Array][]) =>
  Buffer.concat([
    ...files.map(([name, bytes]) => tarEntry(name, bytes, at)),
    TAR_END,
  ]);

describe('an archive', () => {
  it('is read as it was written, in pieces of any size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.tuple(
            fc.stringMatching(/^[\w.-]{1,40}$/),
            fc.uint8Array({ maxLength: 1500 }),
          ),
          { maxLength: 4 },
        ),
        fc.integer({ min: 1, max: 2000 }),
        async (files, size) => {
          expect(await read(archiveOf(files), size)).toEqual(
            files.map(([name, bytes]) => [name, Buffer.from(bytes)]),
          );
        },
      ),
      { numRuns: 50 },
    );
  });

  it('is one that tar reads, and what tar writes is read', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sallyport-tar-'));
    try {
      const text = 'é'.repeat(1000);
      const path = join(folder, 'made.tar');
      writeFileSync(
        path,
        archiveOf([
          ['events/1.ndjson', Buffer.from(text)],
          ['keys.json', Buffer.from('{}')],
        ]),
      );
      execFileSync('tar', ['-xf', path, '-C', folder]);
      expect(readFileSync(join(folder, 'events/1.ndjson'), 'utf8')).toBe(text);
      const other = join(folder, 'other.tar');
      execFileSync('tar', [
        ...['--format=ustar', '-cf', other, '-C', folder],
        ...['keys.json', 'events/1.ndjson'],
      ]);
      expect(await read(readFileSync(other))).toEqual([
        ['keys.json', Buffer.from('{}')],
        ['events/1.ndjson', Buffer.from(text)],
      ]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('that was cut off anywhere is not taken for a whole one', async () => {
    const archive = archiveOf([['a', Buffer.from('1')]]);
    for (let length = 0; length < archive.length; length += 100) {
      await expect(read(archive.subarray(0, length))).rejects.toThrow(
        /ends at byte \d+, before its end/,
      );
    }
  });

  it('has nothing in it but files, and nothing behind its end', async () => {
    const link = Buffer.from(tarEntry('a', new Uint8Array(), at));
    link.write('2', 156);
    await expect(read(Buffer.concat([link, TAR_END]))).rejects.toThrow(
      'at byte 0',
    );
    const more = Buffer.concat([archiveOf([]), Buffer.from('x')]);
    await expect(read(more)).rejects.toThrow('at byte 1024');
    expect(() => tarEntry('../ü', new Uint8Array(), at)).toThrow(
      'cannot be the name',
    );
  });
});
