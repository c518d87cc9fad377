import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Its process holds the file system until its input ends: with the test, however that ends. */
const HOLD = 'echo $$; exec cat';

/** How a program gets mounts of its own on this machine: as root, as anybody, or by bubblewrap. */
const WAYS: ((folder: string, bytes: number) => string[])[] = [
  (...disk) => ['unshare', '--mount', ...mounting(...disk)],
  (...disk) => ['unshare', '--map-root-user', '--mount', ...mounting(...disk)],
  (folder, bytes) => [
    ...['bwrap', '--dev-bind', '/', '/', '--size', String(bytes)],
    ...['--tmpfs', folder, 'sh', '-ec', HOLD],
  ],
];

/** A real file system that has little room. Nobody but the process that holds it has it mounted. */
export class SmallDisk {
  /** Whether a machine lets tests have one. */
  static isPossible(): boolean {
    return wayHere() !== undefined;
  }

  static async mount(bytes: number): Promise<SmallDisk> {
    const way = wayHere();
    if (!way) throw new Error('Neither unshare nor bwrap can mount here');
    const folder = mkdtempSync(join(tmpdir(), 'small-disk-'));
    const [command, ...args] = way(folder, bytes);
    const holder = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    const [pid] = await once(holder.stdout, 'data');
    return new SmallDisk(holder, folder, Number(pid));
  }

  /** The file system, as its holder sees it. */
  readonly path: string;
  readonly #holder: ChildProcess;
  readonly #folder: string;

  private constructor(holder: ChildProcess, folder: string, pid: number) {
    this.#holder = holder;
    this.#folder = folder;
    this.path = `/proc/${pid}/root${folder}`;
  }

  /** Takes all the room that is left, to the last byte. Returns how much that was. */
  async fill(): Promise<number> {
    const file = await open(join(this.path, 'ballast'), 'w');
    let bytes = 0;
    for (let size = 64 * 1024; size >= 1; ) {
      try {
        const { bytesWritten } = await file.write(Buffer.alloc(size), 0, size);
        bytes += bytesWritten;
        if (bytesWritten < size) size = Math.floor(size / 2);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
        size = Math.floor(size / 2);
      }
    }
    await file.close();
    return bytes;
  }

  /** Gives back the room that {@link fill} took. */
  async free(): Promise<void> {
    await rm(join(this.path, 'ballast'));
  }

  async unmount(): Promise<void> {
    const gone = once(this.#holder, 'exit');
    this.#holder.stdin?.end();
    await gone;
    await rm(this.#folder, { recursive: true, force: true });
  }
}

function mounting(folder: string, bytes: number): string[] {
  const mount = `mount -t tmpfs -o size=${bytes} tmpfs '${folder}'`;
  return ['sh', '-ec', `${mount}; ${HOLD}`];
}

/** The first that works. */
function wayHere() {
  const folder = mkdtempSync(join(tmpdir(), 'small-disk-'));
  try {
    return WAYS.find(way => {
      const [command, ...args] = way(folder, 64 * 1024);
      return spawnSync(command, args, { input: '' }).status === 0;
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
