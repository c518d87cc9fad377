import {
  chmod,
  chown,
  mkdir,
  readdir,
  readFile,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { INSIDE } from '../plan/inside';
import type { PlannedMount } from '../plan/ContainerPlan';

/** Of a path of a socket, on every system. */
const MOST_PATH_BYTES = 100;
const OWNER = 'owner';
/** What it reads its program from. */
const LOCATION = 'location';
/** An owner is written down a moment after the folder was made. */
const NEW_MS = 60_000;
const NOBODY = '';

/** What exists of one runtime for as long as it runs: its sockets, its secrets, the few files of the system it needs. */
export class RunFolder {
  /** Made before anything else of the runtime. */
  static async make(options: {
    runDirectory: string;
    runtimeId: string;
    owner: string;
    /** A folder that it reads from, and that has to stay. */
    location?: string;
  }): Promise<RunFolder> {
    const { runDirectory, runtimeId, owner, location } = options;
    const folder = new RunFolder(
      join(runDirectory, encodeURIComponent(runtimeId)),
    );
    if (Buffer.byteLength(join(folder.egress, '999')) > MOST_PATH_BYTES) {
      throw new Error(
        `${runDirectory} is too long a path for sockets: set mcpGateway.runtimes.docker.runDirectory`,
      );
    }
    await mkdir(folder.path, { mode: 0o711 });
    if (location !== undefined) {
      await writeFile(join(folder.path, LOCATION), location, { mode: 0o600 });
    }
    await writeFile(join(folder.path, OWNER), owner, { mode: 0o600 });
    return folder;
  }

  /** What is there, and whose it is. */
  static async list(
    runDirectory: string,
  ): Promise<{ runtimeId: string; owner: string; folder: RunFolder }[]> {
    const names = await readdir(runDirectory).catch(() => []);
    const found = await Promise.all(
      names.map(async name => {
        const folder = new RunFolder(join(runDirectory, name));
        const owner = await readFile(join(folder.path, OWNER), 'utf8').catch(
          () => folder.#ownerUnlessNew(),
        );
        return owner === undefined
          ? []
          : [{ runtimeId: decodeURIComponent(name), owner, folder }];
      }),
    );
    return found.flat();
  }

  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /** Where the gateway's sockets are. */
  get egress(): string {
    return join(this.path, 'egress');
  }

  /** Writes files that the server finds inside. @returns how they come there. */
  async write(options: {
    /** By the path inside, below the folder of secrets. */
    secrets: Readonly<Record<string, string>>;
    hosts: string;
    user: { uid: number; gid: number };
  }): Promise<PlannedMount[]> {
    const { secrets, hosts, user } = options;
    const system = {
      '/etc/hosts': hosts,
      // Nobody answers there: who asks past the hosts file learns so at once instead of after many seconds.
      '/etc/resolv.conf':
        'nameserver 127.0.0.1\noptions timeout:1 attempts:1\n',
    };
    const mounts: PlannedMount[] = [];
    for (const [inside, content] of Object.entries(system)) {
      const source = join(this.path, posix.basename(inside));
      await writeFile(source, content, { mode: 0o644 });
      // Whatever the umask is: the server is another user.
      await chmod(source, 0o644);
      mounts.push({ source, inside, isWritable: false });
    }
    if (Object.keys(secrets).length === 0) return mounts;
    const place = join(this.path, 'secrets');
    await mkdir(place, { mode: 0o700 });
    for (const [inside, content] of Object.entries(secrets)) {
      const source = join(place, posix.relative(INSIDE.secrets, inside));
      if (dirname(source) !== place)
        throw new Error(`${inside} is no place for a secret`);
      await writeFile(source, content, { mode: 0o400 });
      await this.#give(source, user);
    }
    await this.#give(place, user);
    mounts.push({ source: place, inside: INSIDE.secrets, isWritable: false });
    return mounts;
  }

  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }

  /** Whoever made it and died before the next line wrote down no owner. */
  async #ownerUnlessNew(): Promise<string | undefined> {
    const made = await stat(this.path).catch(() => undefined);
    return made && Date.now() - made.mtimeMs > NEW_MS ? NOBODY : undefined;
  }

  async #give(path: string, { uid, gid }: { uid: number; gid: number }) {
    if (process.getuid?.() !== uid) await chown(path, uid, gid);
  }
}

/** Installed packages that runtimes read from now, of all gateways with that folder. */
export function packagesInUse(runDirectory: string): ReadonlySet<string> {
  const read = (name: string) => {
    try {
      return [readFileSync(join(runDirectory, name, LOCATION), 'utf8')];
    } catch {
      return [];
    }
  };
  try {
    return new Set(readdirSync(runDirectory).flatMap(read));
  } catch {
    return new Set();
  }
}
