import { InputError } from '@backstage/errors';

/** Says early what the registry would refuse, and what must not be stored at all. */
export function checkUpstreamUrl(upstreamUrl: string): void {
  if (!URL.canParse(upstreamUrl)) {
    throw new InputError(
      `The address "${upstreamUrl}" is no URL; write the whole address, for example https://tickets.example.com/mcp`,
    );
  }
  const { protocol, username, password } = new URL(upstreamUrl);
  if (protocol !== 'https:' && protocol !== 'http:') {
    throw new InputError(
      `The address begins with ${protocol}; use https:// (or http:// on the same machine)`,
    );
  }
  if (username || password) {
    throw new InputError(
      'The address contains a user name or password; take it out, everybody who reads the catalog can see it',
    );
  }
}
