import {
  closeSync,
  linkSync,
  mkdirSync,
  openSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { createMockDirectory } from '@backstage/backend-test-utils';
import { ProcessTable } from '../limits/ProcessTable';
import { folderBytes } from './folderBytes';
import { proportionalBytes } from './proportionalBytes';
import { unlinkedBytes } from './unlinkedBytes';

const MIB = 1024 * 1024;

describe('what a sandbox uses', () => {
  const folder = createMockDirectory();
  const isLinux = process.platform === 'linux';

  it('counts what a folder takes on disk, and empty files too', async () => {
    mkdirSync(folder.resolve('a/b'), { recursive: true });
    writeFileSync(folder.resolve('a/b/large'), Buffer.alloc(MIB, 'x'));
    symlinkSync('/usr', folder.resolve('a/link'));
    for (let index = 0; index < 1000; index++) {
      writeFileSync(folder.resolve(`a/${index}`), '');
    }
    const bytes = await folderBytes(folder.path, Infinity);
    expect(bytes).toBeGreaterThanOrEqual(MIB + 1000 * 4096);
    expect(bytes).toBeLessThan(MIB + 1100 * 4096);
    expect(await folderBytes(folder.path, MIB)).toBeLessThan(2 * MIB + 8192);
    expect(
      await folderBytes(folder.resolve('a/b/large'), Infinity),
    ).toBeGreaterThanOrEqual(MIB);
    expect(await folderBytes(folder.resolve('gone'), Infinity)).toBe(0);
  });

  (isLinux ? describe : describe.skip)('on Linux', () => {
    it('finds open files that are in no folder, once each', async () => {
      const path = folder.resolve('unlinked');
      const file = openSync(path, 'w');
      writeSync(file, Buffer.alloc(MIB, 'x'));
      const devices = new Set([statSync(folder.path).dev]);
      const count = () => unlinkedBytes([process.pid, process.pid], devices);
      const before = await count();
      linkSync(path, folder.resolve('still-here'));
      unlinkSync(path);
      expect(await count()).toBe(before);
      unlinkSync(folder.resolve('still-here'));
      expect((await count()) - before).toBeGreaterThanOrEqual(MIB);
      expect(await unlinkedBytes([process.pid], new Set([-1]))).toBe(0);
      closeSync(file);
      expect(await count()).toBe(before);
    });

    it('reads processes as the kernel shows them', async () => {
      const own = ProcessTable.read(process.pid)!;
      expect(own).toMatchObject({ parent: process.ppid, isEnded: false });
      expect(own.residentBytes).toBeGreaterThan(10 * MIB);
      expect(own.threads).toBeGreaterThan(1);
      expect(ProcessTable.tree(process.pid).map(({ pid }) => pid)).toContain(
        process.pid,
      );
      expect(ProcessTable.read(2 ** 30)).toBeUndefined();
      const share = await proportionalBytes([own]);
      expect(share).toBeGreaterThan(0);
      expect(share).toBeLessThanOrEqual(own.residentBytes * 1.5);
    });
  });
});
