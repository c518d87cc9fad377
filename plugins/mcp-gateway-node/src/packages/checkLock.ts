import { createHash } from 'node:crypto';
import { z } from 'zod';

/** The fields that matter of npm's lockfile, versions 2 and 3. */
const lockSchema = z.object({
  lockfileVersion: z.union([z.literal(2), z.literal(3)]),
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      resolved: z.string().optional(),
      integrity: z.string().optional(),
      link: z.boolean().optional(),
      inBundle: z.boolean().optional(),
    }),
  ),
});

/** What a lockfile says was installed. */
export interface CheckedLock {
  /** `sha512-…` of the wanted package's archive. */
  readonly archive: string;
  /** Digest over every package of the tree. */
  readonly tree: string;
}

/**
 * Reads a lockfile that npm wrote, and refuses one that has anything without integrity in it, or from elsewhere than the
 * registry. Pure.
 *
 * @throws Error with a text for people.
 */
export function checkLock(
  text: string,
  wanted: { identifier: string; version: string },
): CheckedLock {
  const parsed = lockSchema.safeParse(JSON.parse(text));
  if (!parsed.success) throw new Error('npm wrote a lockfile of another kind');
  const lines: string[] = [];
  for (const [path, entry] of Object.entries(parsed.data.packages)) {
    if (path === '') continue;
    const { version = '', integrity, resolved, link, inBundle } = entry;
    // npm leaves `resolved` out where it is the registry's (omit-lockfile-registry-resolved).
    if (link || resolved !== undefined) {
      throw new Error(
        `${path} of ${wanted.identifier} comes from elsewhere than the registry`,
      );
    }
    // What is in the archive of another is covered by that one's integrity.
    if (!inBundle && !/^sha(?:1|256|384|512)-/.test(integrity ?? '')) {
      throw new Error(`${path} of ${wanted.identifier} has no integrity`);
    }
    lines.push(`${path} ${version} ${integrity ?? 'bundled'}\n`);
  }
  const own = parsed.data.packages[`node_modules/${wanted.identifier}`];
  if (own?.version !== wanted.version) {
    throw new Error(
      `The registry gave ${wanted.identifier} ${own?.version} instead of ${wanted.version}`,
    );
  }
  const archive = own.integrity
    ?.split(/\s+/)
    .find(it => it.startsWith('sha512-'));
  if (!archive) {
    throw new Error(`The registry has no sha512 of ${wanted.identifier}`);
  }
  const tree = createHash('sha256')
    .update(lines.sort().join(''))
    .digest('base64url');
  return { archive, tree };
}
