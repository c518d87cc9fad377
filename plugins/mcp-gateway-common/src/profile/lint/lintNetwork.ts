import type { PermissionProfile } from '../permissionProfile';
import { profileEgress } from '../profileEgress';
import { hostKind, type HostKind } from './hostKind';
import { lintPort } from './lintPort';
import { profileFinding, type ProfileFinding } from './ProfileFinding';
import type { ProfileFindingCode } from './profileFindings';

/** More pairs than people read. */
const MANY = 50;
const OUTBOUND = 'network.outbound';

const CODES: Record<HostKind, ProfileFindingCode | undefined> = {
  metadata: 'network.metadata',
  'this-machine': 'network.this-machine',
  private: 'network.private',
  address: 'network.address',
  'odd-address': 'network.odd-address',
  broad: 'network.broad-name',
  shared: 'network.shared-name',
  below: 'network.names-below',
  short: 'network.short-name',
  name: undefined,
};

/** What is to be said of where a server can connect to. */
export function lintNetwork(profile: PermissionProfile): ProfileFinding[] {
  const { network, sallyport } = profile;
  const hosts = network?.outbound?.allow_host ?? [];
  const ports = network?.outbound?.allow_port ?? [];
  const all = network?.outbound?.insecure_allow_all === true;
  const egress = sallyport?.egress ?? [];
  const findings: ProfileFinding[] = [];
  const add = (...args: Parameters<typeof profileFinding>) =>
    findings.push(profileFinding(...args));
  if (network?.mode === 'none' && (all || hosts.length + egress.length > 0)) {
    add('network.none-and-hosts', 'network.mode');
  } else if (ports.length > 0 && hosts.length === 0 && !all) {
    if (network?.mode !== 'none') {
      add('network.ports-without-hosts', `${OUTBOUND}.allow_port`);
    }
  }
  if (all) add('network.allow-all', `${OUTBOUND}.insecure_allow_all`);
  const host = (value: string, path: string) => {
    const code = CODES[hostKind(value)];
    if (code) add(code, path, { value });
  };
  hosts.forEach((value, index) =>
    host(value, `${OUTBOUND}.allow_host[${index}]`),
  );
  ports.forEach((port, index) =>
    findings.push(...lintPort(port, `${OUTBOUND}.allow_port[${index}]`)),
  );
  egress.forEach((rule, index) => {
    const path = `sallyport.egress[${index}]`;
    const isOneName = !/^\.|^[\d.]+$|:/.test(rule.host);
    if (rule.via === 'tunnel' && !isOneName && network?.mode !== 'none') {
      add('network.tunnel-without-name', path, {
        value: `${rule.host}:${rule.port}`,
      });
    }
    host(rule.host, `${path}.host`);
    findings.push(...lintPort(rule.port, `${path}.port`));
  });
  const { destinations } = profileEgress(profile);
  if (destinations.length > MANY) {
    add('network.many', OUTBOUND, { value: String(destinations.length) });
  }
  if (network?.inbound?.allow_host?.length) {
    add('network.inbound', 'network.inbound.allow_host');
  }
  return findings;
}
