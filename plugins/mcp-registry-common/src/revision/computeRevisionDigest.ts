import { InputError } from '@backstage/errors';
import { canonicalDigest } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { RevisionSnapshot } from './revisionSnapshot';

/** A way to make a digest of a snapshot. Once revisions are named by it, it never changes: another way is another version. */
export interface RevisionFormula {
  /** Stands in the snapshot, as `version`. */
  readonly version: number;
  digest(snapshot: RevisionSnapshot): Promise<string>;
}

/**
 * Canonical JSON of the whole snapshot. Lists that are sets are ordered first, so that the order in a catalog file or in a
 * server's answer makes no new revision.
 */
const FIRST: RevisionFormula = {
  version: 1,
  digest: async snapshot =>
    await canonicalDigest({
      ...snapshot,
      compliance: sorted(snapshot.compliance),
      audience: sorted(snapshot.audience),
      reaches: sorted(snapshot.reaches),
      toolSurface: snapshot.toolSurface && {
        ...snapshot.toolSurface,
        tools: [...snapshot.toolSurface.tools].sort((a, b) =>
          compare(a.name, b.name),
        ),
      },
    }),
};

/** The formulas by which revisions are named, the current one first. Earlier ones stay, for what was named by them. */
export const REVISION_FORMULAS: readonly RevisionFormula[] = [FIRST];

/** A snapshot and the digest that a formula gives it. */
export interface NamedRevision {
  readonly snapshot: RevisionSnapshot;
  readonly digest: string;
}

/** The name of a revision: the digest of its snapshot, by the formula that the snapshot names. */
export async function computeRevisionDigest(
  snapshot: RevisionSnapshot,
  formulas: readonly RevisionFormula[] = REVISION_FORMULAS,
): Promise<string> {
  const formula = formulas.find(({ version }) => version === snapshot.version);
  if (!formula) {
    throw new InputError(
      `This was named by formula ${snapshot.version}, which is not known here.`,
    );
  }
  return await formula.digest(snapshot);
}

/**
 * All names that the same content has, by the current formula first. Whoever looks for a revision looks for each of them: what was
 * decided about under an earlier formula is not another thing to decide about.
 */
export async function nameRevision(
  content: Omit<RevisionSnapshot, 'version'>,
  formulas: readonly RevisionFormula[] = REVISION_FORMULAS,
): Promise<NamedRevision[]> {
  return await Promise.all(
    formulas.map(async formula => {
      const snapshot = { ...content, version: formula.version };
      return { snapshot, digest: await formula.digest(snapshot) };
    }),
  );
}

function sorted(items: readonly string[]): string[] {
  return [...new Set(items)].sort(compare);
}

function compare(a: string, b: string): number {
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
}
