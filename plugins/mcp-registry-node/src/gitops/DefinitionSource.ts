import type { DefinitionFile } from '@sallyport/backstage-plugin-mcp-registry-common';

/**
 * Somebody as a source of definitions names them. Who they are in the catalog is found out from it: `catalog` is an entity ref,
 * `email` the address in the user's profile, `github` and `gitlab` the login in the user's annotation.
 *
 * @public
 */
export interface SourcePerson {
  readonly kind: 'catalog' | 'email' | 'github' | 'gitlab' | 'key';
  readonly name: string;
}

/**
 * One step of a source's history: a merge, as a rule.
 *
 * @public
 */
export interface SourceChange {
  /** In the source's own terms: the commit. */
  readonly id: string;
  readonly at: string;
  readonly summary: string;
  /** Files that it changed; absent: it may have been all of them. */
  readonly paths?: readonly string[];
  /** Everybody who wrote some of it. */
  readonly authors: readonly SourcePerson[];
  /** Each author is proved by a signature. Otherwise somebody may have written in another’s name. */
  readonly areAuthorsProved: boolean;
  /** Who merged it, proved by a signature; absent where that is an author. */
  readonly mergedBy?: SourcePerson;
}

/**
 * A source as it is now.
 *
 * @public
 */
export interface SourceState {
  /** In the source's own terms: the commit. */
  readonly revision: string;
  readonly files: readonly DefinitionFile[];
  /** What happened since the revision that was asked about, oldest first. */
  readonly changes: readonly SourceChange[];
}

/**
 * Where definitions come from, all or none at a time. What it returns has to be beyond doubt: a source that cannot vouch for its history
 * throws an {@link ImportRefusal}.
 *
 * @public
 */
export interface DefinitionSource {
  /** Unique: `definitions`. */
  readonly id: string;
  readonly title: string;
  /** Where it is, for people; without secrets. */
  readonly place: string;
  /** @param options.since - the revision that was imported last; what it returns follows from that one. */
  read(options: { since?: string; signal: AbortSignal }): Promise<SourceState>;
  /** Gives back what it holds, such as files; nothing is read meanwhile or after it. */
  close?(): Promise<void>;
}
