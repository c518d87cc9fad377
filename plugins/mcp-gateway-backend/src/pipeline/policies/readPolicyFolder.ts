import { readdir, readFile, stat } from 'fs/promises';
import { join } from 'path';
import { InputError } from '@backstage/errors';
import type { PolicySource } from './types';

const MAX_FILES = 10_000;
const MAX_BYTES = 32 * 1024 * 1024;

/** Reads every `*.cedar` file below a folder, in the order of their names. Throws rather than reading some of them. */
export async function readPolicyFolder(
  folder: string,
): Promise<PolicySource[]> {
  const found = await readdir(folder, { recursive: true });
  const names = found
    // What Kubernetes keeps beside a mounted folder is the same once more.
    .filter(name => name.endsWith('.cedar') && !/(^|[\\/])\.\./.test(name))
    .sort();
  if (names.length > MAX_FILES) {
    throw new InputError(`${folder} has more than ${MAX_FILES} policy files`);
  }
  let bytes = 0;
  const sources: PolicySource[] = [];
  for (const name of names) {
    const path = join(folder, name);
    const { size } = await stat(path);
    bytes += size;
    if (bytes > MAX_BYTES) {
      throw new InputError(
        `${folder} has more than ${MAX_BYTES} bytes of policies`,
      );
    }
    sources.push({ name, text: await readFile(path, 'utf8') });
  }
  return sources;
}
