/** Entity refs are compared without regard to case, as the catalog does. */
export function normalizeServerRef(serverRef: string): string {
  return serverRef.toLocaleLowerCase('en-US');
}
