import {
  chmodSync,
  existsSync,
  linkSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

export const attempts = {
  read: ({ path }) => readFileSync(path, 'utf8').slice(0, 40),
  list: ({ path }) => readdirSync(path).join(' '),
  write: ({ path }) => writeFileSync(path, 'x'),
  remove: ({ path }) => rmSync(path),
  move: ({ from, to }) => renameSync(from, to),

  /** A link of its own, in a place where it may write, to a file outside. */
  symlink({ folder, to }) {
    const link = join(folder, 'link');
    rmSync(link, { force: true });
    symlinkSync(to, link);
    return readFileSync(link, 'utf8').slice(0, 40);
  },

  hardlink({ folder, to }) {
    const link = join(folder, 'hard');
    linkSync(to, link);
    return statSync(link).ino;
  },

  /** Up and out of its own folder. */
  climb: ({ folder, path }) =>
    readFileSync(join(folder, '../'.repeat(30), path), 'utf8').slice(0, 40),

  /** Through what other processes have as their root. */
  throughProc({ path }) {
    const roots = readdirSync('/proc')
      .filter(name => /^\d+$/.test(name))
      .map(pid => `/proc/${pid}/root${path}`);
    const found = roots.find(root => existsSync(root));
    return readFileSync(found ?? roots[0], 'utf8').slice(0, 40);
  },

  /** A program that would run as whoever owns it: what for, if that is nobody special? */
  makeSetuid({ folder }) {
    const file = join(folder, 'setuid');
    writeFileSync(file, '#!/bin/sh\n');
    chmodSync(file, 0o4755);
    const { uid } = statSync(file);
    // 0 inside is the service user outside: the runner looks who it is there.
    return `owned by ${uid}`;
  },
};
