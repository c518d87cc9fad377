import { type ChildProcess, spawn } from 'node:child_process';
import { sizeOf, watchSize } from './watchSize';

/** How a command of Git ended. */
export interface GitResult {
  readonly code: number;
  readonly stdout: Buffer;
  /** The first lines, for the log. */
  readonly stderr: string;
}

/** The folder in which Git works became larger than it may. */
export class OutgrownError extends Error {
  name = 'OutgrownError' as const;
}

const MOST_OUTPUT = 64 * 1024 * 1024;
const MOST_ERROR = 4000;

/** What keeps Git from reading anybody's configuration, asking for passwords, running hooks or filters, and going elsewhere. */
const CLOSED = {
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  GIT_ASKPASS: '/bin/false',
  GIT_LITERAL_PATHSPECS: '1',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_HTTP_LOW_SPEED_LIMIT: '1000',
  GIT_HTTP_LOW_SPEED_TIME: '20',
  LC_ALL: 'C',
} as const;

/**
 * Runs `git` within bounds of time and output. Settings go through its environment, where no list of processes shows them.
 *
 * @throws Error where it could not be run, took too long or said too much; {@link OutgrownError} where it wrote too much.
 */
export async function runGit(
  args: readonly string[],
  options: {
    directory: string;
    signal: AbortSignal;
    settings?: readonly (readonly [name: string, value: string])[];
    environment?: Readonly<Record<string, string>>;
    input?: string;
    /** How much may lie in its folder while it runs, and afterwards. */
    mostBytes?: number;
  },
): Promise<GitResult> {
  const { directory, signal, settings = [], environment, input } = options;
  const { mostBytes } = options;
  signal.throwIfAborted();
  const child = spawn('git', [...args], {
    cwd: directory,
    // A group of its own: what Git starts for the network goes on where Git alone is killed.
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      HOME: directory,
      ...proxyOf(process.env),
      ...CLOSED,
      ...environment,
      GIT_CONFIG_COUNT: String(settings.length),
      ...Object.fromEntries(
        settings.flatMap(([name, value], at) => [
          [`GIT_CONFIG_KEY_${at}`, name],
          [`GIT_CONFIG_VALUE_${at}`, value],
        ]),
      ),
    },
  });
  let stopWatching: (() => void) | undefined;
  const onAbort = () => killGroup(child);
  signal.addEventListener('abort', onAbort, { once: true });
  const ran = new Promise<GitResult>((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > MOST_OUTPUT) {
        killGroup(child);
        reject(new Error(`git ${args[0]} says more than it may`));
      } else chunks.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      if (stderr.length < MOST_ERROR) stderr += chunk.toString('utf8');
    });
    child.on('error', reject);
    if (mostBytes !== undefined) {
      stopWatching = watchSize(directory, {
        mostBytes,
        onTooLarge: () => {
          killGroup(child);
          reject(new OutgrownError(`git ${args[0]} writes more than it may`));
        },
      });
    }
    child.on('close', code => {
      if (signal.aborted) reject(signal.reason);
      resolve({
        ...{ code: code ?? 1, stdout: Buffer.concat(chunks) },
        stderr: stderr.slice(0, MOST_ERROR),
      });
    });
    // Who ends before it has read everything says so by its exit code.
    child.stdin.on('error', () => {});
    child.stdin.end(input ?? '');
  });
  try {
    const result = await ran;
    // It may have been done before anybody looked.
    if (mostBytes !== undefined && (await sizeOf(directory)) > mostBytes) {
      throw new OutgrownError(`git ${args[0]} wrote more than it may`);
    }
    return result;
  } finally {
    stopWatching?.();
    signal.removeEventListener('abort', onAbort);
  }
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

/** A company's proxy and its certificates are the machine's business. */
function proxyOf(env: NodeJS.ProcessEnv): Record<string, string> {
  const names = [
    'HTTPS_PROXY',
    'https_proxy',
    'NO_PROXY',
    'no_proxy',
    'SSL_CERT_FILE',
    'GIT_SSL_CAINFO',
  ];
  return Object.fromEntries(
    names.flatMap(name => {
      const value = env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
