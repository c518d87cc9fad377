import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HostedPackage } from '@sallyport/backstage-plugin-mcp-gateway-common';

const MOST_BYTES = 32 * 1024 * 1024;

/** Lockfiles outlive the packages, so that what was approved can be brought again although newer versions came out. */
export class LockFiles {
  static create(options: { directory: string }): LockFiles {
    return new LockFiles(join(options.directory, 'locks'));
  }

  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  async read(wanted: HostedPackage, tree: string): Promise<string | undefined> {
    return readBounded(this.#file(wanted, tree)).catch(() => undefined);
  }

  async write(
    wanted: HostedPackage,
    tree: string,
    lock: string,
  ): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await writeFile(this.#file(wanted, tree), lock, { mode: 0o600 });
  }

  #file({ registry, identifier, version }: HostedPackage, tree: string) {
    const name = createHash('sha256')
      .update(JSON.stringify([registry, identifier, version, tree]))
      .digest('hex');
    return join(this.#folder, `${name}.lock`);
  }
}

/** A file that an installer wrote: a plain one, and no link to what only the gateway may read, of a size that can be read. */
export async function readBounded(file: string): Promise<string> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  const handle = await open(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw new Error('The lockfile is no file');
    if (stat.size > MOST_BYTES) throw new Error('The lockfile is too large');
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}
