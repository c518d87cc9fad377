import { resolve } from 'path';
import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import type { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';

/** Where the company's policies are: in a folder, in the portal, or in both. */
export interface PolicySettings {
  folder?: string;
  reloadMs: number;
  /** Who writes policies in the portal, and who confirms what takes two people. Entity refs of groups. */
  portal?: { editorGroups: string[]; approverGroups: string[] };
}

/** Reads `mcpGateway.policies`; `undefined` where a company has none. */
export function readPolicySettings(
  config: RootConfigService,
): PolicySettings | undefined {
  const policies = config.getOptionalConfig('mcpGateway.policies');
  if (!policies) return undefined;
  const seconds = policies.getOptionalNumber('reloadSeconds') ?? 10;
  if (!(seconds >= 1 && seconds <= 3600)) {
    throw new InputError(
      'mcpGateway.policies.reloadSeconds must be between 1 and 3600',
    );
  }
  const folder = policies.getOptionalString('folder');
  const portal = policies.getOptionalConfig('portal');
  if (folder === undefined && !portal) {
    throw new InputError(
      'mcpGateway.policies needs a folder, a portal section, or both',
    );
  }
  const groups = (key: string) =>
    (portal?.getStringArray(key) ?? []).map(ref =>
      stringifyEntityRef(parseEntityRef(ref, { defaultKind: 'group' })),
    );
  return {
    ...(folder !== undefined && { folder: resolve(folder) }),
    reloadMs: seconds * 1000,
    ...(portal && {
      portal: {
        editorGroups: groups('editorGroups'),
        approverGroups: groups('approverGroups'),
      },
    }),
  };
}
