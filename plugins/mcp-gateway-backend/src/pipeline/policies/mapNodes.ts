/** Copies a tree of JSON, from its leaves up, and lets `change` put something else in the place of each object. */
export function mapNodes(
  node: unknown,
  change: (node: Record<string, unknown>) => unknown,
): unknown {
  if (Array.isArray(node)) return node.map(each => mapNodes(each, change));
  if (typeof node !== 'object' || node === null) return node;
  return change(
    Object.fromEntries(
      Object.entries(node).map(([key, value]) => [
        key,
        mapNodes(value, change),
      ]),
    ),
  );
}
