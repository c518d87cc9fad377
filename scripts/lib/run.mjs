// Runs one command to its end; its output goes to a log, the end of which is shown when it fails.
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { root } from './paths.mjs';
import { PlainError } from './PlainError.mjs';

const WINDOWS = process.platform === 'win32';

/** The last lines of a log. */
export function tailOf(file, lines = 40) {
  try {
    return readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .slice(-lines)
      .join('\n');
  } catch {
    return '(no log)';
  }
}

/**
 * @param {string[]} command
 * @param {{cwd: string, env?: NodeJS.ProcessEnv, log: string, what: string}} options
 */
export async function run([program, ...args], { cwd, env, log, what }) {
  mkdirSync(dirname(log), { recursive: true });
  const file = openSync(log, 'w');
  try {
    const code = await new Promise((resolve, reject) => {
      const child = spawn(program, args, {
        cwd,
        env: env ?? process.env,
        stdio: ['ignore', file, file],
        shell: WINDOWS,
      });
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (code !== 0) {
      throw new PlainError(
        `${what} failed. The end of ${relative(root, log)}:\n\n${tailOf(log)}`,
      );
    }
  } finally {
    closeSync(file);
  }
}

/** The output of a short command, or undefined when it cannot be run. */
export function outputOf(
  [program, ...args],
  { cwd = root, env = process.env } = {},
) {
  return new Promise(resolve => {
    const child = spawn(program, args, {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
      shell: WINDOWS,
    });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', part => {
      text += part;
    });
    child.once('error', () => resolve(undefined));
    child.once('close', code => resolve(code === 0 ? text.trim() : undefined));
  });
}
