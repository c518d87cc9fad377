import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import {
  readSigned,
  type ReadSigned,
  type Sha256,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { JSONWebKeySet } from 'jose';
import { CommandError } from '../CommandError';

const MAX_BYTES = 256 * 1024 * 1024;

/** A checkpoint or a sealed gap, not yet read, and where it stands. */
export interface SignedText {
  text: string;
  source: string;
}

/** Checkpoints and sealed gaps of these files, one per line. */
export async function readSignedFiles(
  files: readonly string[],
): Promise<SignedText[]> {
  const all: SignedText[] = [];
  for (const file of files) {
    if ((await stat(file)).size > MAX_BYTES) {
      throw new CommandError(`${file} is too large.`);
    }
    const texts = (await readFile(file, 'utf8')).split('\n').filter(Boolean);
    if (texts.length === 0) {
      throw new CommandError(`There is no checkpoint in ${file}.`);
    }
    all.push(...texts.map(text => ({ text, source: basename(file) })));
  }
  return all;
}

/** Looks at each signature. */
export async function checkSigned(
  texts: readonly SignedText[],
  options: { keys: JSONWebKeySet; sha256: Sha256 },
): Promise<(ReadSigned & { source: string })[]> {
  const all: (ReadSigned & { source: string })[] = [];
  for (const { text, source } of texts) {
    all.push({ ...(await readSigned(text, options)), source });
  }
  return all;
}
