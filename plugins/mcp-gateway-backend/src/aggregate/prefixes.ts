const SCHEME = 'sallyport-';

/** The name of a server's prompt among those of all servers. */
export function exposePrompt(alias: string, name: string): string {
  return `${alias}_${name}`;
}

/** Whose prompt a name is. */
export function readPrompt(
  name: string,
): { alias: string; name: string } | undefined {
  const at = name.indexOf('_');
  return at > 0
    ? { alias: name.slice(0, at), name: name.slice(at + 1) }
    : undefined;
}

/** The URI, or URI template, of a server's resource among those of all servers: a scheme of the server's own before it. */
export function exposeUri(alias: string, uri: string): string {
  return `${SCHEME}${alias}:${uri}`;
}

/** Whose resource a URI is. */
export function readUri(
  uri: string,
): { alias: string; uri: string } | undefined {
  const at = uri.indexOf(':');
  return at > SCHEME.length && uri.startsWith(SCHEME)
    ? { alias: uri.slice(SCHEME.length, at), uri: uri.slice(at + 1) }
    : undefined;
}
