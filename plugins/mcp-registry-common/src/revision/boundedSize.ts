/**
 * About how many bytes a JSON value takes, counted without recursion, so that its depth cannot hurt.
 *
 * @returns nothing where it is deeper or longer than allowed; it is not looked at any further then.
 */
export function boundedSize(
  value: unknown,
  limit: { depth: number; bytes: number },
): number | undefined {
  const open: { value: unknown; depth: number }[] = [{ value, depth: 1 }];
  let bytes = 0;
  for (let item = open.pop(); item; item = open.pop()) {
    const { value: here, depth } = item;
    if (depth > limit.depth) return undefined;
    if (typeof here === 'object' && here !== null) {
      for (const [name, member] of Object.entries(here)) {
        bytes += (Array.isArray(here) ? 0 : name.length) + 4;
        open.push({ value: member, depth: depth + 1 });
      }
    } else {
      bytes += typeof here === 'string' ? here.length + 2 : 8;
    }
    if (bytes > limit.bytes) return undefined;
  }
  return bytes;
}
