import { createPrivateKey } from 'node:crypto';
import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import type { KubernetesSettings } from './KubernetesSettings';
import { settingsSchema } from './settingsSchema';

const AT = 'mcpGateway.runtimes.kubernetes';

/**
 * Reads `mcpGateway.runtimes.kubernetes`. Undefined where it is not there or turned off.
 *
 * @throws InputError where a setting makes no sense.
 */
export function readKubernetesSettings(
  config: Config,
): KubernetesSettings | undefined {
  const own = config.getOptional(AT);
  if (own === undefined) return undefined;
  if (config.getOptionalBoolean(`${AT}.enabled`) === false) return undefined;
  const read = settingsSchema.safeParse(own);
  if (!read.success) {
    const [{ path, message }] = read.error.issues;
    throw new InputError(`${[AT, ...path].join('.')}: ${message}`);
  }
  const { enabled, startSeconds, clusters, zones, ...rest } = read.data;
  checkKey(rest.egress.signingKey);
  const [first] = Object.keys(clusters);
  const settings: KubernetesSettings = {
    ...rest,
    clusters: Object.entries(clusters).map(([name, cluster]) => ({
      name,
      ...cluster,
    })),
    zones: Object.entries(zones).map(([name, zone]) => ({
      name,
      ...zone,
      cluster: zone.cluster ?? first,
      servers: zone.servers.map(ref => ref.toLowerCase()),
    })),
    secrets: Object.fromEntries(
      Object.entries(rest.secrets).map(([name, secret]) => [
        name,
        { ...secret, servers: secret.servers.map(ref => ref.toLowerCase()) },
      ]),
    ),
    requireHardLimits:
      config.getOptionalBoolean('mcpGateway.runtimes.requireHardLimits') ??
      false,
    openedHosts:
      config.getOptionalStringArray('mcpGateway.egress.allowedHosts') ?? [],
    publicHosts: config.getOptionalStringArray('mcpGateway.egress.publicHosts'),
    startMs: startSeconds * 1000,
  };
  checkZones(settings);
  return settings;
}

function checkKey(pem: string): void {
  let type: string | undefined;
  try {
    type = createPrivateKey(pem).asymmetricKeyType;
  } catch {
    // The error could quote the key.
  }
  if (type !== 'ed25519') {
    throw new InputError(
      `${AT}.egress.signingKey is no private key of Ed25519 in PEM: openssl genpkey -algorithm ed25519`,
    );
  }
}

function checkZones({ zones, clusters, egress }: KubernetesSettings): void {
  const places = new Set<string>();
  for (const { name, cluster, namespace } of zones) {
    if (!clusters.some(known => known.name === cluster)) {
      throw new InputError(
        `${AT}.zones.${name}.cluster: there is no cluster '${cluster}'`,
      );
    }
    if (namespace === egress.namespace) {
      throw new InputError(
        `${AT}.zones.${name}.namespace is the proxy's own: servers need another one`,
      );
    }
    const place = `${cluster} ${namespace}`;
    if (places.has(place)) {
      throw new InputError(
        `${AT}.zones: two zones have the namespace ${namespace}`,
      );
    }
    places.add(place);
  }
  const named = zones.flatMap(({ servers }) => servers);
  const twice = named.find((ref, index) => named.indexOf(ref) !== index);
  if (twice) {
    throw new InputError(`${AT}.zones: ${twice} is in two zones`);
  }
  if (zones.filter(({ servers }) => servers.length === 0).length > 1) {
    throw new InputError(
      `${AT}.zones: only one zone can be for all other servers`,
    );
  }
}
