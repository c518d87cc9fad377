import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import type { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import type { ContentsSettings } from '../checks/contents/settings/ContentsSettings';
import { readContentsSettings } from '../checks/contents/settings/readContentsSettings';
import { readScannerSettings } from '../checks/scanners/readScannerSettings';
import type { ScannerSettings } from '../checks/scanners/ScannerSettings';
import {
  type CheckSettings,
  readCheckSettings,
} from '../checks/readCheckSettings';
import type { GitOpsSettings } from '../gitops/settings/GitOpsSettings';
import { readGitOpsSettings } from '../gitops/settings/readGitOpsSettings';
import {
  type ExceptionSettings,
  readExceptionSettings,
} from '../exceptions/readExceptionSettings';
import {
  type FreshSignInSettings,
  readFreshSignInSettings,
} from '../fresh-sign-in/readFreshSignInSettings';
import {
  type EmergencyPolicy,
  readEmergencyPolicies,
} from '../emergency/readEmergencyPolicies';
import {
  readReviewSettings,
  type ReviewSettings,
} from '../reviews/readReviewSettings';

import {
  type DigestSettings,
  readDigestSettings,
} from '../digest/readDigestSettings';
import {
  type ReactionSettings,
  readReactionSettings,
} from '../stops/reactions/readReactionSettings';

/** The registry's configuration, read once and checked. */
export interface Settings {
  /** Entity refs of the groups that decide about revisions. */
  approverGroups: string[];
  /** Entity refs of the groups whose members may stop everything, and lift what others of them stopped. */
  stopGroups: string[];
  undoWindowSeconds: number;
  catalogSyncSeconds: number;
  /** Base address of the gateway's MCP endpoints, where one is configured. */
  gatewayPublicUrl?: string;
  /** Base address of the portal, for links. */
  permissionsEnabled: boolean;
  checks: CheckSettings;
  exceptions: ExceptionSettings;
  contents: ContentsSettings;
  /** External ones. */
  scanners?: readonly ScannerSettings[];
  reviews: ReviewSettings;
  /** Who may take access at once in an emergency; empty: nobody. */
  emergencyPolicies: EmergencyPolicy[];
  gitOps: GitOpsSettings;
  /** When owners are told what happened. */
  digest?: DigestSettings;
  /** What the gateway's rules may hold back. */
  reactions?: ReactionSettings;
  /** Absent where people cannot sign in again. */
  freshSignIn?: FreshSignInSettings;
}

/** Reads `mcpRegistry` and what it needs besides. */
export function readSettings(config: RootConfigService): Settings {
  const approverGroups = readGroups(config, 'mcpRegistry.approverGroups') ?? [];
  const contents = readContentsSettings(config);
  return {
    approverGroups,
    stopGroups: readGroups(config, 'mcpRegistry.stopGroups') ?? approverGroups,
    undoWindowSeconds: readSeconds(config, {
      key: 'mcpRegistry.undoWindowSeconds',
      fallback: 10,
      min: 0,
      max: 3600,
    }),
    catalogSyncSeconds: readSeconds(config, {
      key: 'mcpRegistry.catalogSyncSeconds',
      fallback: 30,
      min: 1,
      max: 86_400,
    }),
    gatewayPublicUrl: config
      .getOptionalString('mcpGateway.listen.publicUrl')
      ?.replace(/\/+$/, ''),
    permissionsEnabled:
      config.getOptionalBoolean('permission.enabled') ?? false,
    checks: readCheckSettings(config),
    exceptions: readExceptionSettings(config),
    contents,
    scanners: readScannerSettings(config, contents),
    reviews: readReviewSettings(config),
    emergencyPolicies: readEmergencyPolicies(config),
    gitOps: readGitOpsSettings(config),
    reactions: readReactionSettings(config),
    digest: readDigestSettings(config),
    freshSignIn: readFreshSignInSettings(config),
  };
}

function readGroups(
  config: RootConfigService,
  key: string,
): string[] | undefined {
  return config
    .getOptionalStringArray(key)
    ?.map(ref =>
      stringifyEntityRef(parseEntityRef(ref, { defaultKind: 'group' })),
    );
}

function readSeconds(
  config: RootConfigService,
  options: { key: string; fallback: number; min: number; max: number },
): number {
  const { key, fallback, min, max } = options;
  const value = config.getOptionalNumber(key) ?? fallback;
  if (!(value >= min && value <= max)) {
    throw new InputError(
      `The configuration ${key} must be between ${min} and ${max} seconds, but is ${value}`,
    );
  }
  return value;
}
