import { renameSync, statSync, symlinkSync } from 'node:fs';
import { createMockDirectory } from '@backstage/backend-test-utils';
import { checkMounts } from './checkMounts';

describe('checkMounts (S1)', () => {
  const folder = createMockDirectory({ content: { a: {}, b: {} } });
  const inside = folder.resolve('a');

  it('takes what was looked at, and nothing that was put in its place', async () => {
    const { dev, ino } = statSync(inside);
    const mounts = [{ inside, device: dev, inode: ino }];
    await checkMounts(mounts, process.pid);
    renameSync(inside, folder.resolve('c'));
    symlinkSync('b', inside);
    await expect(checkMounts(mounts, process.pid)).rejects.toThrow(
      'exchanged meanwhile',
    );
  });
});
