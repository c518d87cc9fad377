import { createHash } from 'node:crypto';
import { chown, mkdir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The folder of a server's named volume, made where it is not there. What stands for the server in its path cannot be
 * anything but a name.
 *
 * @public
 */
export async function volumeFolder(options: {
  directory: string;
  /** Whose volumes: the server, or one person's share of it. */
  key: string;
  name: string;
  user?: { readonly uid: number; readonly gid: number };
}): Promise<string> {
  const { directory, key, name, user } = options;
  const hash = createHash('sha256').update(key).digest('hex').slice(0, 24);
  const words = key.replace(/[^A-Za-z0-9]+/g, '-').slice(0, 60);
  const parent = join(directory, 'volumes', `${words}-${hash}`);
  await mkdir(parent, { recursive: true, mode: 0o711 });
  const folder = join(parent, name);
  const made = await mkdir(folder, { mode: 0o700 }).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
      return false;
    },
  );
  if (made && user) await chown(folder, user.uid, user.gid);
  return folder;
}
