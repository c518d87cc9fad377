import {
  checkReach,
  checkRemote,
  REACH_MANIFEST,
  REMOTE_MANIFEST,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { RevisionCheck } from '@sallyport/backstage-plugin-mcp-registry-node';
import type { CheckSettings } from './readCheckSettings';

/** The checks that the registry brings along. */
export function builtInChecks(
  settings: Pick<CheckSettings, 'companyDomains'>,
): RevisionCheck[] {
  return [
    { manifest: REACH_MANIFEST, run: async subject => checkReach(subject) },
    {
      manifest: REMOTE_MANIFEST,
      run: async subject => checkRemote(subject, settings),
    },
  ];
}
