import {
  type PermissionProfile,
  profileEgress,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { runtimeVolumes } from '../manifests/runtimeVolumes';
import type { KubernetesSettings } from '../settings/KubernetesSettings';

/** Each needs an address inside. */
const MOST_TUNNELS = 250;
/** A pass goes along with each connection: what it says has to fit. */
const MOST_RULES_BYTES = 48 * 1024;

/** What of a profile this driver cannot give, or the operator does not allow: in words. Pure. */
export function profileProblems(
  profile: PermissionProfile,
  settings: Pick<
    KubernetesSettings,
    'allowEverything' | 'volumes' | 'instance' | 'egress'
  >,
): string[] {
  const { everything, destinations, problems } = profileEgress(profile);
  const tunnels = destinations.filter(({ via }) => via === 'tunnel').length;
  const rules = JSON.stringify([profile.network, profile.sallyport?.egress]);
  const found = [
    ...runtimeVolumes({
      ...{ profile, settings },
      namespace: '',
      serverRef: '',
      key: '',
      diskBytes: 0,
    }).problems,
    ...problems,
  ];
  if (everything && !settings.allowEverything) {
    found.push(
      'The profile opens the whole internet (insecure_allow_all), which mcpGateway.runtimes.kubernetes.allowEverything does not allow. Name the hosts.',
    );
  }
  if (tunnels > MOST_TUNNELS) {
    found.push(
      `The profile names ${tunnels} pairs of host and port, more than the ${MOST_TUNNELS} that one pod listens for. Name fewer ports, or use via: proxy.`,
    );
  }
  if (rules.length > MOST_RULES_BYTES) {
    found.push(
      'The profile names more destinations than fit into a pass for the egress proxy. Name fewer.',
    );
  }
  const names = settings.egress.ciliumNames;
  for (const { host } of names.length > 0 ? destinations : []) {
    if (names.some(name => covers(name, host))) continue;
    found.push(
      `The profile names ${host}, which mcpGateway.runtimes.kubernetes.egress.ciliumNames does not have.`,
    );
  }
  return found;
}

/** A profile's `.example.org` is any number of levels below, and Cilium's `*.example.org` one: the first is what is meant. */
function covers(name: string, host: string): boolean {
  return name.startsWith('*.')
    ? host === name.slice(1) || host.endsWith(name.slice(1))
    : host === name;
}
