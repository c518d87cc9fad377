import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { bundleRunner } from './bundle.mjs';

/** Should a sandbox not hold a fork bomb, this does: processes of the user that servers run as, over the whole machine. */
const MOST_PROCESSES = 500;
const TIMEOUT_MS = 240_000;

/** Whom the suite runs as beside root. */
export function ordinaryUser() {
  const [uid, gid] = ['-u', '-g'].map(flag => {
    const { status, stdout } = spawnSync('id', [flag, 'nobody'], {
      encoding: 'utf8',
    });
    return status === 0 ? Number(stdout) : undefined;
  });
  if (!uid || !gid) throw new Error('This machine has no user "nobody"');
  return { uid, gid };
}

/** Runs everything once. `as`: an ordinary user, where this process is root. */
export async function runHostile({ as, ...options }) {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-hostile-'));
  chmodSync(folder, 0o755);
  try {
    const { runner, program } = await bundleRunner(folder);
    const work = join(folder, 'work');
    mkdirSync(join(work, 'shared'), { recursive: true });
    if (process.getuid() === 0) {
      // Made here, where somebody is root: what an ordinary user must not read.
      writeFileSync(
        join(work, 'shared', 'not-yours.txt'),
        'root alone may read this',
        { mode: 0o600 },
      );
    }
    // Whoever starts a gateway may leave it a descriptor; it is not the gateway's to hand on. (Node closes low ones itself.)
    writeFileSync(join(work, 'inherited.txt'), 'open');
    const leaked = openSync(join(work, 'inherited.txt'));
    const stdio = [
      'ignore',
      'pipe',
      'pipe',
      ...Array(97).fill('ignore'),
      leaked,
    ];
    if (as)
      for (const path of [work, join(work, 'shared')])
        chownSync(path, as.uid, as.gid);
    const node = reachableNode(folder, as);
    const child = spawn(
      'prlimit',
      [
        `--nproc=${MOST_PROCESSES}`,
        '--core=0',
        node,
        runner,
        JSON.stringify({ ...options, folder: work, program }),
      ],
      {
        cwd: '/',
        env: { PATH: process.env.PATH, HOME: work },
        stdio,
        timeout: TIMEOUT_MS,
        killSignal: 'SIGKILL',
        ...as,
      },
    );
    closeSync(leaked);
    const [out, err] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
    ]);
    try {
      return JSON.parse(out);
    } catch {
      throw new Error(
        `The hostile suite did not finish: ${
          err.slice(-2000) || out.slice(-500)
        }`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** This Node, or a copy of it where an ordinary user has no way to it. */
function reachableNode(folder, as) {
  if (
    !as ||
    spawnSync(process.execPath, ['--version'], { cwd: '/', ...as }).status === 0
  )
    return process.execPath;
  const copy = join(folder, 'node');
  writeFileSync(copy, readFileSync(process.execPath), { mode: 0o755 });
  return copy;
}
