/**
 * An address that a server wants opened, and its host as it really is; `undefined` where it is no web address, hides its
 * host behind a user name, or is not encrypted.
 */
export function safeLink(
  address: string,
): { href: string; host: string } | undefined {
  const url = URL.parse(address);
  if (!url || url.username || url.password) return undefined;
  const isLocal = url.protocol === 'http:' && url.hostname === 'localhost';
  // `host` is in ASCII: look-alike letters show as xn--….
  return url.protocol === 'https:' || isLocal
    ? { href: url.href, host: url.host }
    : undefined;
}
