import type { ServerCredential } from '../../access/serverCredential';
import type { HostedPackage, Isolation } from '../hostedServer';
import type { PermissionProfile } from '../permissionProfile';
import { lintFiles } from './lintFiles';
import { lintLimits } from './lintLimits';
import { lintNetwork } from './lintNetwork';
import { lintSecrets } from './lintSecrets';
import { PROFILE_SEVERITIES } from './profileFindings';
import type { ProfileFinding } from './ProfileFinding';

/** What else is known of the server that a profile is for. */
export interface LintedServer {
  readonly package?: Pick<HostedPackage, 'registry' | 'version'>;
  readonly run?: {
    readonly args?: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
  };
  /** Absent: shared. */
  readonly isolation?: Isolation;
  readonly credential?: Pick<ServerCredential, 'type'>;
}

/** Says in plain words what about a profile is dangerous, mistaken or impossible, the worst first. Pure. */
export function lintProfile(
  profile: PermissionProfile,
  server: LintedServer = {},
): readonly ProfileFinding[] {
  const findings = [
    ...lintNetwork(profile),
    ...lintFiles(profile, server),
    ...lintSecrets(profile, server),
    ...lintLimits(profile),
  ];
  return PROFILE_SEVERITIES.flatMap(severity =>
    findings.filter(finding => finding.severity === severity),
  );
}
