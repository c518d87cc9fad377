/** What a text of a table is about, by the names in its `{{…}}`. */
export type TextValues = Readonly<Record<string, string>>;

/** Puts values into a text of a table, in the way that the portal's translations do. What has no value stays as it is. */
export function fillIn(text: string, values: TextValues): string {
  return text.replace(/\{\{(\w+)\}\}/g, (all, name: string) =>
    Object.hasOwn(values, name) ? values[name] : all,
  );
}
