import {
  type PermissionProfile,
  profileEgress,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { DockerSettings } from '../settings/DockerSettings';

/** Each needs an address of its own. */
const MOST_TUNNELS = 250;
/** Their containers share a network of the kernel. Others have a network of their own in each, which nobody else listens in. */
const SHARES_NETWORK = /^(?:runc|crun|io\.containerd\.runc\.v2)$/;

/** Whether a container of that runtime can share the network of another. */
export function sharesNetwork(runtime: string): boolean {
  return SHARES_NETWORK.test(runtime);
}

/** What of a profile's network this driver cannot give, or the operator does not allow: in words. Pure. */
export function networkProblems(
  profile: PermissionProfile,
  settings: Pick<DockerSettings, 'allowEverything' | 'nodeImage'>,
  runtime: string,
): string[] {
  const { everything, destinations, problems } = profileEgress(profile);
  const found = [...problems];
  const tunnels = destinations.filter(({ via }) => via === 'tunnel').length;
  if (everything && !settings.allowEverything) {
    found.push(
      'The profile opens the whole internet (insecure_allow_all), which mcpGateway.runtimes.docker.allowEverything does not allow. Name the hosts.',
    );
  }
  if (tunnels > MOST_TUNNELS) {
    found.push(
      `The profile names ${tunnels} pairs of host and port, more than the ${MOST_TUNNELS} that one container listens for. Name fewer ports, or use via: proxy.`,
    );
  }
  if (!everything && destinations.length === 0) return found;
  if (!settings.nodeImage) {
    found.push(
      'The profile names destinations, and what leads there is a process in an image with Node: set mcpGateway.runtimes.docker.nodeImage.',
    );
  }
  if (!sharesNetwork(runtime)) {
    found.push(
      `The profile names destinations, and containers of the runtime ${runtime} share no network with what leads there. Use runc, or a server without destinations.`,
    );
  }
  return found;
}
