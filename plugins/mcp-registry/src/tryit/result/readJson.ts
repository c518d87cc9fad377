const MAX_READ = 4 * 1024 * 1024;

/** The list or object that a text is the JSON of. A number or a word stays text. */
export function readJson(text: string): object | undefined {
  if (text.length > MAX_READ || !/^\s*[[{]/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
