import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Our image's program as one file, built as the image has it. */
export function buildEgress(file: string): void {
  const root = join(__dirname, '../../../..');
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(root, 'deploy/kubernetes/image/build.mjs'), file],
    { cwd: root, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr);
}
