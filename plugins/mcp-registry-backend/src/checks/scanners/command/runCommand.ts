import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { visible } from '../../trust/findings';
import { ScannerFailed } from '../ScannerFailed';

const LAST_WORDS = 2000;
const PATH = '/usr/local/bin:/usr/bin:/bin';

/** How a program is run. */
export interface CommandRun {
  /** Program and arguments. `{output}` and names of files in braces stand for their paths. */
  readonly command: readonly string[];
  /** By name: `definition` is written as `definition.json`. */
  readonly files: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string>>;
  readonly exitCodes: readonly number[];
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

/**
 * Runs a program in a folder of its own, without a shell and without the portal’s environment, and ends it and all that it started.
 *
 * @returns what it wrote: into the file that `{output}` stands for, else to its standard output.
 * @throws ScannerFailed
 */
export async function runCommand(run: CommandRun): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-scan-'));
  try {
    const paths: Record<string, string> = {
      output: join(folder, 'output.sarif'),
    };
    for (const [name, content] of Object.entries(run.files)) {
      paths[name] = join(folder, `${name}.json`);
      await writeFile(paths[name], content, { mode: 0o600 });
    }
    const usesFile = run.command.some(part => part.includes('{output}'));
    const [program, ...args] = run.command.map(part =>
      part.replace(/\{(\w+)\}/g, (whole, name) =>
        Object.hasOwn(paths, name) ? paths[name] : whole,
      ),
    );
    const written = await execute({ ...run, program, args, folder });
    return usesFile ? await readOutput(paths.output, run.maxBytes) : written;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function execute(
  run: CommandRun & { program: string; args: string[]; folder: string },
): Promise<string> {
  const { program, args, folder, environment, signal, maxBytes } = run;
  const child = spawn(program, args, {
    cwd: folder,
    env: { PATH, HOME: folder, TMPDIR: folder, ...environment },
    // A group of its own: what it starts ends with it.
    ...{ shell: false, detached: true, stdio: ['ignore', 'pipe', 'pipe'] },
  });
  let ended: 'time' | 'size' | undefined;
  const end = (why?: typeof ended) => {
    ended ??= why;
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It is over already.
    }
  };
  const onAbort = () => end('time');
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort);
  const chunks: Buffer[] = [];
  let bytes = 0;
  let words = '';
  child.stdout.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxBytes) end('size');
    else chunks.push(chunk);
  });
  child.stderr.on('data', (chunk: Buffer) => {
    words = (words + chunk).slice(-LAST_WORDS);
  });
  try {
    const code = await new Promise<number | string>((resolve, reject) => {
      child.once('error', reject);
      // What it started may hold its output open.
      child.once('exit', () => end());
      child.once('close', (exit, killed) => resolve(exit ?? killed ?? 'gone'));
    });
    if (ended === 'time') throw failed('It took too long and was ended.', true);
    if (ended === 'size') throw failed('It wrote too much and was ended.');
    if (typeof code === 'string' || !run.exitCodes.includes(code)) {
      throw failed(`It ended with ${code}${quoted(words)}.`, true);
    }
    return Buffer.concat(chunks).toString('utf8');
  } catch (error) {
    if (error instanceof ScannerFailed) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw failed(`It could not be started (${code ?? 'no reason'}).`);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

async function readOutput(file: string, maxBytes: number): Promise<string> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  const handle = await open(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK).catch(
    () => {
      throw failed('It wrote no output file.');
    },
  );
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw failed('Its output is no file.');
    if (stat.size > maxBytes) throw failed('It wrote too much.');
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}

function quoted(words: string): string {
  const line = words.trim().split('\n').pop() ?? '';
  return line ? `: ${visible(line, 300)}` : '';
}

function failed(message: string, isTransient = false): ScannerFailed {
  return new ScannerFailed(message, { isTransient });
}
