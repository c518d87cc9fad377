import { readFileSync, realpathSync } from 'node:fs';
import { join, posix, relative } from 'node:path';
import { z } from 'zod';

const manifestSchema = z.object({
  name: z.string(),
  version: z.string(),
  bin: z.union([z.string(), z.record(z.string(), z.string())]).optional(),
});

/** The programs of an installed package that Node can run, by name, and where each is below `folder`. */
export function readCommands(
  folder: string,
  identifier: string,
): Record<string, string> {
  const own = posix.join('node_modules', identifier);
  const manifest = manifestSchema.parse(
    JSON.parse(readFileSync(join(folder, own, 'package.json'), 'utf8')),
  );
  const { bin = {} } = manifest;
  const all =
    typeof bin === 'string'
      ? { [identifier.slice(identifier.indexOf('/') + 1)]: bin }
      : bin;
  return Object.fromEntries(
    Object.entries(all)
      .map(([name, file]) => [name, posix.join(own, file)] as const)
      .filter(([, file]) => isProgram(folder, file)),
  );
}

function isProgram(folder: string, file: string): boolean {
  try {
    const real = realpathSync(join(folder, file));
    if (relative(realpathSync(folder), real).startsWith('..')) return false;
    if (/\.[cm]?js$/.test(file)) return true;
    return /^#!.*\bnode\b/.test(readFileSync(real, 'latin1').slice(0, 200));
  } catch {
    return false;
  }
}
