import { posix } from 'node:path';
import type { PreparedPackage } from '@sallyport/backstage-plugin-mcp-gateway-node';
import { INSIDE } from '../plan/inside';

/** Of its memory, what V8 keeps objects in; the rest is for code, buffers and stacks. */
const HEAP_SHARE = 0.75;
const MIB = 1024 * 1024;

/** What is called inside to run a program of a package. @throws Error where the package has no such program. */
export function resolveCommand(options: {
  prepared: Pick<PreparedPackage, 'commands' | 'package'>;
  command?: string;
  args: readonly string[];
  node: string;
  /** Looked for where it is needed: few machines run packages of Python. */
  python: () => string;
  memoryBytes: number;
  /** Where the package is. Absent: where sandboxes have it. */
  folder?: string;
}): string[] {
  const { prepared, command, args, node, python, memoryBytes } = options;
  const names = Object.keys(prepared.commands);
  const name = command ?? (names.length === 1 ? names[0] : undefined);
  if (name === undefined || !Object.hasOwn(prepared.commands, name)) {
    const known = names.join(', ') || 'none';
    throw new Error(
      name === undefined
        ? `${prepared.package.identifier} has several programs (${known}): run.command has to name one`
        : `${prepared.package.identifier} has no program '${name}'; it has ${known}`,
    );
  }
  const { folder = INSIDE.server } = options;
  const file = posix.join(folder, prepared.commands[name]);
  // Without a folder of packages of its user's, and without writing to what it cannot write to anyway.
  if (prepared.package.registry === 'pypi') {
    return [python(), '-s', '-B', file, ...args];
  }
  // V8 takes what the machine has for its measure, and would be killed before it ever tidies up.
  const heap = Math.max(16, Math.floor((memoryBytes * HEAP_SHARE) / MIB));
  return [node, `--max-old-space-size=${heap}`, file, ...args];
}
