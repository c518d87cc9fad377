import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import type { RuntimeLimits } from '@sallyport/backstage-plugin-mcp-gateway-common';
import {
  type EgressBroker,
  type Overuse,
  type Reading,
  SandboxEgress,
  Watch,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import { MacosProcess } from './MacosProcess';
import { parsePs, treeOf } from './processTree';

const run = promisify(execFile);
const BLOCK_BYTES = 512;

/** What the shell sets before it becomes the server: no dumps of memory, and what the kernel keeps for each process. */
const BOUNDED =
  'ulimit -c 0 && ulimit -n "$1" && ulimit -f "$2" && shift 2 && exec "$@"';

/** The gateway's own way out for one server: a proxy on this machine's loopback, the only place that its sandbox reaches. */
export async function openProxy(
  broker: EgressBroker,
): Promise<{ port: number; close(): void }> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const egress = SandboxEgress.serve({
    ...{ broker, servers: [server] },
    listeners: [{ kind: 'proxy', address: '127.0.0.1', port }],
  });
  return { port, close: () => egress.close() };
}

/** Starts the library's program, which makes the sandbox and the server in it. */
export function startMacos(start: {
  runtimeId: string;
  /** Node, and the library's program. */
  node: string;
  program: string;
  settingsFile: string;
  tmp: string;
  env: Readonly<Record<string, string>>;
  command: readonly string[];
  limits: Required<RuntimeLimits>;
  onOveruse(bound: Overuse, reading: Reading): void;
  onWatchError(error: Error): void;
  onReleased(): void;
}): MacosProcess {
  const { node, program, settingsFile, tmp, env, command, limits } = start;
  const child = spawn(
    node,
    [
      program,
      ...['--settings', settingsFile, '--'],
      ...['/bin/sh', '-c', BOUNDED, 'sh'],
      `${limits.openFiles}`,
      `${Math.ceil(limits.fileBytes / BLOCK_BYTES)}`,
      ...command,
    ],
    // A group of its own, so that all of it can be ended.
    { cwd: tmp, env: { ...env }, detached: true },
  );
  const usage = async () => read(child.pid);
  const over = new AbortController();
  const sandbox = MacosProcess.create({
    ...{ runtimeId: start.runtimeId, child, usage },
    release: () => {
      over.abort();
      start.onReleased();
    },
  });
  const watch = Watch.start({
    read: usage,
    limits,
    hard: new Set(),
    onOveruse: (bound, reading) => {
      sandbox.kill(bound);
      start.onOveruse(bound, reading);
    },
    onError: start.onWatchError,
  });
  over.signal.addEventListener('abort', () => watch.stop());
  return sandbox;
}

/** The library's own processes are in it: `sandbox-exec` becomes the server, and Node stands before it. */
async function read(pid: number | undefined): Promise<Reading> {
  const { stdout } = await run('/bin/ps', ['-axo', 'pid=,ppid=,rss=,time='], {
    maxBuffer: 16 * 1024 * 1024,
  });
  // The first is the library's.
  const own = treeOf(pid ?? -1, parsePs(stdout)).slice(1);
  const sum = (of: (one: (typeof own)[number]) => number) =>
    own.reduce((total, one) => total + of(one), 0);
  return {
    memoryBytes: sum(one => one.memoryBytes),
    cpuSeconds: sum(one => one.cpuSeconds),
    pids: own.length,
    // Not measured, and said to be kept by nothing.
    ...{ diskBytes: 0, mountBytes: 0, outOfMemory: 0 },
  };
}
