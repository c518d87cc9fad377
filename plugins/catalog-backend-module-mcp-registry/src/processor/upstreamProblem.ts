import type { Gateway } from './Gateway';

/** Why an address cannot be that of a server, in words that end "spec.mcp.upstream.url …"; undefined when it can. */
export function upstreamProblem(options: {
  url: string;
  gateway: Gateway;
}): string | undefined {
  if (!URL.canParse(options.url)) {
    return 'is no URL; write the whole address, for example https://tickets.example.com/mcp';
  }
  const { protocol, username, password } = new URL(options.url);
  if (protocol !== 'https:' && protocol !== 'http:') {
    return `begins with ${protocol}; use https:// (or http:// on the same machine)`;
  }
  if (username || password) {
    return 'contains a user name or password; take it out, everybody who reads the catalog can see it';
  }
  if (options.gateway.isAt(options.url)) {
    return "is the gateway's own address; write the address at which the server itself runs";
  }
  return undefined;
}
