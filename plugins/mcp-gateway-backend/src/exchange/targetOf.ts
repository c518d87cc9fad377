/** What a token is asked for, or a text that says why it may not be. */
export type Target = { audience?: string; resource?: string } | string;

/**
 * Without a wish it is the server's own address (RFC 8707): such a token is good nowhere else. Another target is one
 * that an administrator listed, since an owner decides where the token goes.
 */
export function targetOf(options: {
  upstreamUrl: string;
  audience?: string;
  resource?: string;
  targets: ReadonlySet<string>;
}): Target {
  const { upstreamUrl, audience, targets } = options;
  const own = resourceOf(upstreamUrl);
  const resource =
    options.resource ?? (audience === undefined ? own : undefined);
  for (const wanted of [audience, resource]) {
    if (wanted !== undefined && wanted !== own && !targets.has(wanted)) {
      return `'${wanted}' is not among the targets that an administrator allowed`;
    }
  }
  return { audience, resource };
}

/** The canonical identifier of a server: no fragment, no trailing slash. */
function resourceOf(address: string): string {
  const url = new URL(address);
  url.hash = '';
  return url.href.replace(/\/$/, '');
}
