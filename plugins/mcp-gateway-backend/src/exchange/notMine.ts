/** The credential stage asks each provider for its own type alone. */
export function notMine(type: string): Error {
  return new Error(`This provider does not answer for '${type}'`);
}
