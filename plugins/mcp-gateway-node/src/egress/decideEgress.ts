import type { ProfileEgress } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { EgressRules } from './EgressRules';

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
 * Why a server may not go to one of the addresses that a host has; undefined: it may go to all of them. The operator's
 * rules decide, which hold for the gateway's own calls too. Pure.
 */
export function addressProblem(options: {
  target: EgressTarget;
  addresses: readonly string[];
  /** Where the operator lets connections go. */
  opened: EgressRules;
  /** Whether the profile names the host, and not just everything. */
  isNamed: boolean;
}): string | undefined {
  const { target, addresses, opened, isNamed } = options;
  return opened.addressProblem({ ...target, addresses, isNamed });
}
