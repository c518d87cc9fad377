import type { SourceChange, SourcePerson } from './DefinitionSource';

/**
 * Who reviewed a change, as some system vouches for it.
 *
 * @public
 */
export interface ReviewEvidence {
  /** Who agreed to exactly what was merged. */
  readonly reviewers: readonly SourcePerson[];
  /** Whom the system knows as authors, beside those whom the change names. They never count as reviewers. */
  readonly authors: readonly SourcePerson[];
  /** The system vouches that there are no other authors. */
  readonly areAuthorsProved: boolean;
  /** Where people can look it up. */
  readonly url?: string;
}

/**
 * Finds out who reviewed changes of a source. Of whoever it names those count who are users of the catalog, review, and wrote nothing
 * of the change.
 *
 * @public
 */
export interface ReviewEvidenceSource {
  /** As configurations name it: `github`. */
  readonly id: string;
  /**
   * Returns nothing where the system knows of no review of this change. Throws where it could not be asked: it is asked
   * again, and until then the change waits for people in the portal.
   */
  find(
    change: SourceChange,
    options: { sourceId: string; signal: AbortSignal },
  ): Promise<ReviewEvidence | undefined>;
}
