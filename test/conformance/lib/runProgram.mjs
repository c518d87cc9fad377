import { spawn } from 'node:child_process';

/** Runs a Node program to its end; what it wrote, and its exit code. One that takes too long is killed. */
export async function runProgram(args, { cwd, env, seconds }) {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, FORCE_COLOR: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: AbortSignal.timeout(seconds * 1000),
    killSignal: 'SIGKILL',
  });
  const chunks = [];
  child.stdout.on('data', chunk => chunks.push(chunk));
  child.stderr.on('data', chunk => chunks.push(chunk));
  return await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', code =>
      resolve({ code, output: Buffer.concat(chunks).toString('utf8') }),
    );
  });
}
