import type { RootConfigService } from '@backstage/backend-plugin-api';
import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';

/** Entity refs of groups, written out. */
export function readGroups(
  config: Pick<RootConfigService, 'getOptionalStringArray'>,
  key: string,
): string[] {
  return (config.getOptionalStringArray(key) ?? []).map(ref =>
    stringifyEntityRef(
      parseEntityRef(ref, { defaultKind: 'group' }),
    ).toLocaleLowerCase('en-US'),
  );
}
