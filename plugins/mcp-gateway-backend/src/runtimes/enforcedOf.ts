import {
  type GatewaySchemas,
  type PermissionProfile,
  profileEgress,
} from '@sallyport/backstage-plugin-mcp-gateway-common';

/** What a profile allows, as owners see it: everything else is refused. Names of secrets stay out, their variables tell enough. */
export function enforcedOf(
  profile: PermissionProfile,
): GatewaySchemas['RuntimeEnforced'] {
  const { everything, destinations } = profileEgress(profile);
  const { limits = {}, secrets = {} } = profile.sallyport ?? {};
  const { memoryBytes, pids, cpu, diskBytes } = limits;
  return {
    reads: [...(profile.read ?? [])],
    writes: [...(profile.write ?? [])],
    everyHost: everything,
    hosts: destinations.map(({ host, port }) =>
      host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`,
    ),
    secrets: Object.keys(secrets).sort(),
    limits: {
      ...(memoryBytes !== undefined && { memoryBytes }),
      ...(pids !== undefined && { pids }),
      ...(cpu !== undefined && { cpu }),
      ...(diskBytes !== undefined && { diskBytes }),
    },
  };
}
