// `npm run reset`
import { rmSync } from 'node:fs';
import { relative } from 'node:path';
import { runningInstance } from '../lib/instance.mjs';
import { defaultStateDir, root } from '../lib/paths.mjs';
import { PlainError } from '../lib/PlainError.mjs';
import { sandboxDirectory } from '../lib/sandboxDirectory.mjs';

export async function reset() {
  const pid = runningInstance(defaultStateDir);
  if (pid !== undefined) {
    throw new PlainError(
      `The example is running (process ${pid}). Stop it first: Ctrl-C where it was started, or "kill ${pid}". Nothing was deleted.`,
    );
  }
  for (const folder of [defaultStateDir, sandboxDirectory(defaultStateDir)])
    rmSync(folder, { recursive: true, force: true });
  process.stdout.write(
    `Emptied ${
      relative(root, defaultStateDir) || '.'
    }: the next start begins afresh.\n`,
  );
  return 0;
}
