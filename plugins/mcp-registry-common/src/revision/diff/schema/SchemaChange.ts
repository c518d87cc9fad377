/** One difference of two JSON Schemas. */
export interface SchemaChange {
  /** What values are accepted, or `words` and `default`, which change none of that. */
  readonly kind: 'opened' | 'closed' | 'unclear' | 'words' | 'default';
  /** Of the value that it is about: names of properties, `[]` for items. */
  readonly at: readonly string[];
  /** In words. */
  readonly what: string;
  readonly before?: unknown;
  readonly after?: unknown;
  /** There is more than is listed. */
  readonly isRest?: boolean;
}

/** One keyword that differs between two schemas. */
export interface KeywordContext {
  readonly before: Record<string, unknown>;
  readonly after: Record<string, unknown>;
  readonly at: readonly string[];
  report(change: SchemaChange): void;
  /** Compares two schemas below, of which the outer ones accept more if these do. */
  walk(before: unknown, after: unknown, ...at: string[]): void;
}
