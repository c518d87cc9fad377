/** What a tool may do, as far as its annotations tell. */
export type ToolEffect = 'reads' | 'changes' | 'destroys';

/**
 * Reads a tool's effect from its annotations. They are the server's own claim, so only a clear one counts: a tool that
 * says nothing may destroy.
 */
export function toolEffect(annotations: unknown): ToolEffect {
  if (typeof annotations !== 'object' || annotations === null) {
    return 'destroys';
  }
  const { readOnlyHint, destructiveHint } = annotations as Record<
    string,
    unknown
  >;
  if (readOnlyHint === true) {
    return 'reads';
  }
  return destructiveHint === false ? 'changes' : 'destroys';
}
