import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Ends what a dead gateway has left of a runtime: its program has the runtime's id, which is nobody else's, in its arguments. */
export async function endLost(runtimeId: string): Promise<void> {
  const { stdout } = await run('/bin/ps', ['-axo', 'pgid=,command='], {
    maxBuffer: 64 * 1024 * 1024,
  });
  for (const group of groupsOf(stdout, runtimeId)) {
    try {
      process.kill(-group, 'SIGKILL');
    } catch {
      // It has ended.
    }
  }
}

/** Groups of processes that were started with the settings of this runtime. Pure. */
export function groupsOf(text: string, runtimeId: string): number[] {
  const mark = `/${encodeURIComponent(runtimeId)}/settings.json`;
  const groups = text.split('\n').flatMap(line => {
    const [, group, command] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? [];
    return command?.includes(mark) && Number(group) > 1 ? [Number(group)] : [];
  });
  return [...new Set(groups)];
}
