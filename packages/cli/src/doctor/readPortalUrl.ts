import { isLoopbackUrl } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { DoctorError } from './DoctorError';

/** Reads an address that a token is sent to; without its last slash. */
export function readPortalUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw new DoctorError(
      `'${text}' is no address such as https://portal.example.com.`,
    );
  }
  if (url.username || url.password) {
    throw new DoctorError('Leave user name and password out of the address.');
  }
  if (url.protocol === 'http:' && !isLoopbackUrl(text)) {
    throw new DoctorError(
      `${url.origin} is plain http: the token could be read on the way. Use https.`,
    );
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}
