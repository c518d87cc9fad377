/** Parses a JSON column that this plugin wrote itself. */
export function readJson<T>(text: string): T {
  return JSON.parse(text) as T;
}

/** The same for a column that may be empty. */
export function readOptionalJson<T>(text: string | null): T | undefined {
  return text === null ? undefined : readJson<T>(text);
}
