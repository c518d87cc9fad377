import { BlockList, isIP } from 'node:net';
import { ProbeError } from './ProbeError';

// Where clouds tell machines their credentials. No MCP server lives there.
const LINK_LOCAL = new BlockList();
LINK_LOCAL.addSubnet('169.254.0.0', 16, 'ipv4');
LINK_LOCAL.addSubnet('fe80::', 10, 'ipv6');
LINK_LOCAL.addAddress('fd00:ec2::254', 'ipv6');

/** The address to probe, or a reason why it is not one. */
export function readProbeUrl(text: string): URL {
  if (!URL.canParse(text)) {
    throw new ProbeError('The address is not a URL.');
  }
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new ProbeError('The address must begin with https:// or http://.');
  }
  if (url.username || url.password) {
    throw new ProbeError(
      'The address contains a user name or password; take it out.',
    );
  }
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const family = isIP(host);
  if (family && LINK_LOCAL.check(host, family === 6 ? 'ipv6' : 'ipv4')) {
    throw new ProbeError(
      'The address belongs to the machine itself or its cloud, not to a server.',
    );
  }
  url.hash = '';
  return url;
}
