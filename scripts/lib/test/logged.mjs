// Runs one command of a suite: its output goes to a log file, its process group ends with it.
import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

const running = new Set();

/** Ends what still runs (Ctrl-C, or a suite out of time). */
export function endCommands() {
  for (const end of running) end();
}

/**
 * @param {string[]} command
 * @param {{log: string, env: NodeJS.ProcessEnv, cwd: string, timeoutSeconds: number}} options
 * @returns {Promise<{code: number, tail: string, timedOut: boolean}>}
 */
export function logged([program, ...args], { log, env, cwd, timeoutSeconds }) {
  mkdirSync(dirname(log), { recursive: true });
  const file = createWriteStream(log, { flags: 'a' });
  file.write(`$ ${[program, ...args].join(' ')}\n`);
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const lines = [];
    let timedOut = false;
    const end = () => {
      try {
        process.kill(-child.pid, 'SIGTERM');
      } catch {
        // It ended by itself in the meantime.
      }
    };
    running.add(end);
    const deadline = setTimeout(() => {
      timedOut = true;
      end();
    }, timeoutSeconds * 1000);
    for (const stream of [child.stdout, child.stderr]) {
      let rest = '';
      stream.setEncoding('utf8');
      stream.on('data', text => {
        file.write(text);
        const parts = (rest + text).split('\n');
        rest = parts.pop();
        lines.push(...parts);
        if (lines.length > 400) lines.splice(0, lines.length - 200);
      });
      stream.on('end', () => rest && lines.push(rest));
    }
    child.once('error', reject);
    child.once('close', code => {
      clearTimeout(deadline);
      running.delete(end);
      file.end(() =>
        resolve({
          code: code ?? 1,
          tail: lines.slice(-60).join('\n'),
          timedOut,
        }),
      );
    });
  });
}
