import { open } from 'node:fs/promises';
import { CommandError } from '../CommandError';

/**
 * The text of a file that is small where it is what it should be: no more of it is read. Throws a CommandError where it cannot be read or is
 * larger.
 *
 * @param options - `maxBytes`; `of`: what it should hold, for the error
 */
export async function readSmallFile(
  path: string,
  { maxBytes, of }: { maxBytes: number; of: string },
): Promise<string> {
  const buffer = Buffer.alloc(maxBytes + 1);
  const length = await readUpTo(path, buffer).catch(error => {
    throw new CommandError(
      error.code === 'ENOENT'
        ? `There is no file ${path}.`
        : `${path} cannot be read: ${error.message}`,
    );
  });
  if (length > maxBytes) {
    throw new CommandError(`${path} is too large for ${of}.`);
  }
  return buffer.toString('utf8', 0, length);
}

async function readUpTo(path: string, buffer: Buffer): Promise<number> {
  const file = await open(path);
  try {
    let length = 0;
    while (length < buffer.length) {
      const { bytesRead } = await file.read(buffer, length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return length;
  } finally {
    await file.close();
  }
}
