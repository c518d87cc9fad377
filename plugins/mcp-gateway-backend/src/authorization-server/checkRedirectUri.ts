const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);
/** Schemes of what a browser would run or read itself, instead of handing it to an app. */
const NO_APPS = new Set([
  'javascript',
  'vbscript',
  'data',
  'blob',
  'file',
  'filesystem',
  'about',
  'view-source',
  'ws',
  'wss',
  'ftp',
]);

/** Says what is wrong with a redirect address, if anything (RFC 8252 §7, OAuth 2.1 §2.3.1). */
export function checkRedirectUri(text: string): string | undefined {
  const url = URL.parse(text);
  if (!url) return 'is not an absolute address';
  if (text.includes('#')) return 'has a fragment';
  if (url.username || url.password) return 'has a user name';
  if (text.includes('*')) return 'has a wildcard';
  if (url.protocol === 'https:') return undefined;
  if (url.protocol === 'http:') {
    return isLoopback(url)
      ? undefined
      : 'is plain http, which is for programs on the same machine only';
  }
  return NO_APPS.has(url.protocol.slice(0, -1))
    ? `is no address of an app (${url.protocol})`
    : undefined;
}

/** Whether a redirect goes to a program on the person's own machine. */
export function isLoopback(url: URL): boolean {
  return url.protocol === 'http:' && LOOPBACK.has(url.hostname);
}
