import { isIP } from 'node:net';
import type { ProfileEgress } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { addressKind } from './addressKind';
import type { AllowedHosts } from './AllowedHosts';

/** Where a server wants to go: the host as names are compared. */
export interface EgressTarget {
  readonly host: string;
  readonly port: number;
}

/** Why a server may not go there; undefined: it may, as far as the name says. Pure. */
export function nameProblem(
  egress: ProfileEgress,
  { host, port }: EgressTarget,
): string | undefined {
  const isNamed = egress.destinations.some(
    destination =>
      destination.port === port &&
      (destination.host.startsWith('.')
        ? host.endsWith(destination.host)
        : host === destination.host),
  );
  if (isNamed) return undefined;
  if (!egress.everything) return 'The profile does not name this destination';
  return port === 443
    ? undefined
    : 'The profile opens every host for https (port 443) alone';
}

/**
 * Why a server may not go to one of the addresses that a host has; undefined: it may go to all of them. One that is
 * refused refuses the host: a name that points both ways is an attack or a mistake (threats S2, S3). Pure.
 */
export function addressProblem(options: {
  target: EgressTarget;
  addresses: readonly string[];
  /** What the operator opened beyond the public internet. */
  opened: AllowedHosts;
  /** Whether the profile names the host, and not just everything. */
  isNamed: boolean;
}): string | undefined {
  const { target, addresses, opened, isNamed } = options;
  if (addresses.length === 0) return 'The host has no address';
  const isFine = addresses.every(address => {
    const { host, port } = target;
    const kind = addressKind(address);
    const isOpened = isNamed && opened.hasAddress(address, port);
    // As the profile and the operator wrote it, not as some resolver says.
    const isLiteral = isIP(host) !== 0;
    const match = isNamed ? opened.matchName(host, port) : undefined;
    switch (kind) {
      case 'public':
        return true;
      case 'private':
        return match !== undefined || isOpened;
      case 'loopback':
        // This machine's own ports are never meant by "all hosts below".
        return match === 'exact' || (isLiteral && isOpened);
      case 'special':
        return isLiteral && isOpened;
      case 'never':
        return false;
      default:
        throw new Error(`No such kind: ${kind satisfies never}`);
    }
  });
  return isFine
    ? undefined
    : 'The host has an address in a private or reserved range that mcpGateway.egress.allowedHosts does not open';
}
