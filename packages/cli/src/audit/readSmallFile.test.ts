import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSmallFile } from './readSmallFile';

describe('readSmallFile', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'small-file-'));
    await writeFile(join(folder, 'keys'), 'ä'.repeat(4));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const read = (name: string, maxBytes: number) =>
    readSmallFile(join(folder, name), { maxBytes, of: 'a set of keys' });

  it('reads what is small enough, counted in bytes', async () => {
    expect(await read('keys', 8)).toBe('ääää');
    await expect(read('keys', 7)).rejects.toThrow(
      /keys is too large for a set of keys\.$/,
    );
  });

  it('says why it reads nothing', async () => {
    await expect(read('none', 8)).rejects.toThrow(
      /^There is no file .*none\.$/,
    );
    await expect(read('.', 8)).rejects.toThrow(/cannot be read: EISDIR/);
  });
});
