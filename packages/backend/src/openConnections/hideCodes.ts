import type { IncomingMessage, ServerResponse } from 'node:http';

/** What a sign-in carries in addresses: whoever has it while it is valid is the one who signed in. */
const CARRIED = ['code', 'state', 'id_token', 'access_token'];
/** What a question to a person carries: sealed, and of use to that person alone, but nobody else's to read. */
const ASKED = ['ticket'];

type Request = IncomingMessage & { originalUrl?: string };

/**
 * Keeps what a sign-in carries in its address out of the access log, which Backstage writes when an answer is finished: only then are the
 * addresses of the request and of the page before it changed. To be used before the log is.
 */
export function hideCodes(
  req: Request,
  res: ServerResponse,
  next: () => void,
): void {
  res.once('finish', () => {
    const { originalUrl = req.url ?? '' } = req;
    const shown = withoutCarried(originalUrl, originalUrl);
    if (shown !== originalUrl) req.originalUrl = shown;
    hideInReferrer(req);
  });
  next();
}

function hideInReferrer({ headers }: Request): void {
  const { referer } = headers;
  if (referer && URL.canParse(referer)) {
    headers.referer = withoutCarried(referer, new URL(referer).pathname);
  }
}

function withoutCarried(address: string, pathname: string): string {
  const [path, query] = address.split(/\?(.*)/s);
  if (query === undefined) return address;
  const parameters = new URLSearchParams(query);
  const names = pathname.startsWith('/api/auth/') ? CARRIED : ASKED;
  const found = names.filter(name => parameters.has(name));
  if (found.length === 0) return address;
  for (const name of found) parameters.set(name, 'hidden');
  return `${path}?${parameters}`;
}
