import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** The example's state: databases, secrets, logs. Git ignores it, `npm run reset` empties it. */
export const defaultStateDir = resolve(
  root,
  process.env.SALLYPORT_STATE || '.sallyport',
);
