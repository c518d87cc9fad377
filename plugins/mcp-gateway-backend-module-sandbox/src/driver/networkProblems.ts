import {
  type PermissionProfile,
  profileEgress,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { SandboxSettings } from '../settings/SandboxSettings';

/** Each needs an address and a descriptor of its own. */
const MOST_TUNNELS = 250;

/** What of a profile's network this driver cannot give, or the operator does not allow: in words. Pure. */
export function networkProblems(
  profile: PermissionProfile,
  settings: Pick<SandboxSettings, 'allowEverything'>,
): string[] {
  const { everything, destinations, problems } = profileEgress(profile);
  const tunnels = destinations.filter(({ via }) => via === 'tunnel').length;
  return [
    ...problems,
    ...(everything && !settings.allowEverything
      ? [
          'The profile opens the whole internet (insecure_allow_all), which mcpGateway.runtimes.sandbox.allowEverything does not allow. Name the hosts.',
        ]
      : []),
    ...(tunnels > MOST_TUNNELS
      ? [
          `The profile names ${tunnels} pairs of host and port, more than the ${MOST_TUNNELS} that one sandbox listens for. Name fewer ports, or use via: proxy.`,
        ]
      : []),
  ];
}
