import type { RuntimeLimits } from '@sallyport/backstage-plugin-mcp-gateway-common';

/** Node reserves address space that counts as data; below this it does not start. */
const LEAST_DATA = 1024 ** 3;

/** Options of `prlimit` for one server. The kernel counts processes by user namespace, so each sandbox has a count of its own. */
export function rlimits(
  limits: Required<RuntimeLimits>,
  options: { isMemoryHard: boolean; mostOpenFiles: number },
): string[] {
  const data = Math.max(limits.memoryBytes, LEAST_DATA);
  return [
    // And one for the sandbox's own process 1.
    `--nproc=${limits.pids + 1}`,
    // Nobody without privileges may raise it.
    `--nofile=${Math.min(limits.openFiles, options.mostOpenFiles)}`,
    ...(limits.fileBytes === Infinity ? [] : [`--fsize=${limits.fileBytes}`]),
    // What a crash leaves has secrets in it.
    '--core=0',
    '--memlock=65536',
    '--msgqueue=0',
    // Where nothing else holds memory, it at least bounds what one process can take between two looks.
    ...(options.isMemoryHard ? [] : [`--data=${data}`]),
  ];
}
