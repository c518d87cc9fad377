// Whether a step's inputs changed since it last succeeded.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SKIPPED = new Set(['node_modules', 'dist', 'coverage']);

function* filesUnder(path) {
  let stats;
  try {
    stats = statSync(path);
  } catch {
    return;
  }
  if (!stats.isDirectory()) {
    yield path;
    return;
  }
  for (const name of readdirSync(path).sort()) {
    if (!SKIPPED.has(name)) yield* filesUnder(join(path, name));
  }
}

/**
 * @param {string} base
 * @param {string[]} inputs files and folders, relative to base
 * @param {string[]} [facts] what else matters
 */
export function fingerprint(base, inputs, facts = []) {
  const hash = createHash('sha256').update(JSON.stringify(facts));
  for (const input of inputs) {
    for (const file of filesUnder(join(base, input))) {
      const content = createHash('sha256').update(readFileSync(file));
      hash.update(`${file.slice(base.length)}\0${content.digest('hex')}\n`);
    }
  }
  return hash.digest('hex');
}

/** The fingerprint of the last success, kept in a file beside the step's result: gone with it. */
export const stamp = file => ({
  matches(value) {
    try {
      return readFileSync(file, 'utf8').trim() === value;
    } catch {
      return false;
    }
  },
  set(value) {
    writeFileSync(file, `${value}\n`);
  },
});
