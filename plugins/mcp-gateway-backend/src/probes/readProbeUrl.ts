import { ProbeError } from './ProbeError';

/** The address to probe, or a reason why it is not one. Whether it may be dialled is the egress guard's to say. */
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
  url.hash = '';
  return url;
}
