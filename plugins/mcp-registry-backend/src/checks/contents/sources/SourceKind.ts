import type { SourceDocument } from './DataSource';
import type { SourceKindName } from './SourceStore';

/** What is made of one document. */
export interface ReadDocument {
  /** Columns beside source and generation. */
  readonly rows: readonly Record<string, string>[];
  /** When what it says was last changed. */
  readonly modified: readonly Date[];
  readonly counts: Readonly<Record<string, number>>;
  /** Parts that could not be read. */
  readonly problems: readonly string[];
}

/** Turns the documents of one kind of source into rows of a table. */
export interface SourceKind {
  readonly kind: SourceKindName;
  readonly table: string;
  read(document: SourceDocument): ReadDocument;
}
