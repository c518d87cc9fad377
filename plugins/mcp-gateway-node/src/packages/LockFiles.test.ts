import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LockFiles, readBounded } from './LockFiles';

const WANTED = { registry: 'npm', identifier: 'a', version: '1.0.0' } as const;

describe('LockFiles', () => {
  const folder = mkdtempSync(join(tmpdir(), 'locks-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('give back what was kept for that tree of that registry alone', async () => {
    const locks = LockFiles.create({ directory: folder });
    await locks.write(WANTED, 'one', 'a lock');
    expect(await locks.read(WANTED, 'one')).toBe('a lock');
    expect(await locks.read(WANTED, 'another')).toBeUndefined();
    expect(
      await locks.read({ ...WANTED, registry: 'pypi' }, 'one'),
    ).toBeUndefined();
  });

  it('S1: what an installer left is no way to a file that only the gateway may read', async () => {
    writeFileSync(join(folder, 'secret'), 'secret');
    symlinkSync(join(folder, 'secret'), join(folder, 'package-lock.json'));
    await expect(
      readBounded(join(folder, 'package-lock.json')),
    ).rejects.toThrow('ELOOP');
    await expect(readBounded(folder)).rejects.toThrow('no file');
    expect(await readBounded(join(folder, 'secret'))).toBe('secret');
  });
});
