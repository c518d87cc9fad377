import type { IdentityTokens } from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { Link, SubjectSettings } from './types';

/** Which link of the person a token would be made of; none where the gateway's own word is shown. */
export function linkOf(options: {
  subject: SubjectSettings | undefined;
  userRef: string;
  identities: IdentityTokens;
}): Link | Promise<Link> {
  const { subject, userRef, identities } = options;
  if (subject?.type !== 'identity') return undefined;
  const { connection } = subject;
  return identities.linkOf?.({ userRef, connection });
}
