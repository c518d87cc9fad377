import { SIGNED_IN_PATH } from './SIGNED_IN_PATH';

/**
 * The address to sign in again at, with the way back to our page; `undefined` where what the backend named is no
 * address of the web.
 */
export function signInAddress(
  signInUrl: string,
  portalUrl: string,
): string | undefined {
  const url = URL.parse(signInUrl);
  if (!url || !['https:', 'http:'].includes(url.protocol)) return undefined;
  const back = `${portalUrl.replace(/\/+$/, '')}${SIGNED_IN_PATH}`;
  url.searchParams.set('returnTo', back);
  return url.href;
}
