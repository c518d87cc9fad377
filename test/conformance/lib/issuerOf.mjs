/** What an administrator would look up: the authorization server of an MCP server. */
export async function issuerOf(url) {
  const { origin, pathname } = new URL(url);
  const found = await fetch(
    `${origin}/.well-known/oauth-protected-resource${pathname}`,
  );
  const { authorization_servers: issuers } = await found.json();
  return issuers[0];
}
