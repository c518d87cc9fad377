import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import type { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import {
  type CheckSettings,
  readCheckSettings,
} from '../checks/readCheckSettings';
import type { GitOpsSettings } from '../gitops/settings/GitOpsSettings';
import { readGitOpsSettings } from '../gitops/settings/readGitOpsSettings';
import {
  type FreshSignInSettings,
  readFreshSignInSettings,
} from '../fresh-sign-in/readFreshSignInSettings';

/** The registry's configuration, read once and checked. */
export interface Settings {
  /** Entity refs of the groups that decide about revisions. */
  approverGroups: string[];
  undoWindowSeconds: number;
  catalogSyncSeconds: number;
  /** Base address of the gateway's MCP endpoints, where one is configured. */
  gatewayPublicUrl?: string;
  /** Base address of the portal, for links. */
  permissionsEnabled: boolean;
  checks: CheckSettings;
  gitOps: GitOpsSettings;
  /** Absent where people cannot sign in again. */
  freshSignIn?: FreshSignInSettings;
}

/** Reads `mcpRegistry` and what it needs besides. */
export function readSettings(config: RootConfigService): Settings {
  return {
    approverGroups: (
      config.getOptionalStringArray('mcpRegistry.approverGroups') ?? []
    ).map(ref =>
      stringifyEntityRef(parseEntityRef(ref, { defaultKind: 'group' })),
    ),
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
    gitOps: readGitOpsSettings(config),
    freshSignIn: readFreshSignInSettings(config),
  };
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
