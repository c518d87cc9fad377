/** Sends the whole window to where the gateway said: an address of the web, nothing that would run here. */
export function leaveFor(
  redirectTo: string,
  assign: (url: string) => void = url => window.location.assign(url),
): void {
  const { protocol, href } = new URL(redirectTo);
  if (protocol !== 'https:' && protocol !== 'http:') {
    throw new Error('The gateway named no address of the web');
  }
  assign(href);
}
