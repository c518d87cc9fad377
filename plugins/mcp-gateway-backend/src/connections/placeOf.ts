/** Where a key may go: the origin of an address; for a server that the gateway runs, which has none, its whole name. */
export function placeOf(upstreamUrl: string): string {
  const { origin, href } = new URL(upstreamUrl);
  return origin === 'null' ? href : origin;
}
