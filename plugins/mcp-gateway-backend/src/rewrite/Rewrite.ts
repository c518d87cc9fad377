/**
 * Changes one JSON-RPC message of an answer where it must be changed.
 *
 * @returns the same object when nothing had to change: then its bytes go on as they came
 */
export type Rewrite = (message: unknown) => unknown | Promise<unknown>;

/** Applies one after the other. `undefined` when there is none: then nothing needs to be looked at. */
export function inOrder(rewrites: readonly Rewrite[]): Rewrite | undefined {
  if (rewrites.length === 0) return undefined;
  return async message => {
    let current = message;
    for (const rewrite of rewrites) current = await rewrite(current);
    return current;
  };
}
