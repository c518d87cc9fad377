/** An error whose message says all that a person needs: what happened and what to do. Shown without a stack. */
export class PlainError extends Error {
  plain = true;
}
