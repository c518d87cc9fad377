import {
  type AccessDocument,
  type AccessGrant,
  isHeld,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { FoundPrincipal } from './types';

/** The grants for a server that somebody holds now, by themselves or through a group. */
export function heldBy(
  { principal }: FoundPrincipal,
  { grants }: AccessDocument,
  now: number,
): AccessGrant[] {
  return grants.filter(grant => isHeld(grant, principal, now));
}
