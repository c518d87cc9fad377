import { setImmediate as breathe } from 'node:timers/promises';
import {
  checkReach,
  checkRemote,
  checkToolSurface,
  prepareNames,
  REACH_MANIFEST,
  REMOTE_MANIFEST,
  TOOL_SURFACE_MANIFEST,
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
      manifest: TOOL_SURFACE_MANIFEST,
      run: async ({ toolSurface, others }) => {
        const { known, tools, instructions } = toolSurface;
        const list = await others();
        // With thousands of servers that takes its time, and this process answers requests meanwhile.
        await prepareNames(
          list.flatMap(other => other.tools),
          breathe,
        );
        const result = checkToolSurface({
          tools: known ? tools : null,
          ...(instructions !== undefined && { instructions }),
          others: list.map(other => ({
            server: other.serverRef,
            tools: other.tools,
          })),
        });
        // They name a page of this repository, which is no address that a reviewer could open.
        const findings = result.findings.map(({ helpUri, ...rest }) => rest);
        return { ...result, findings };
      },
    },
    {
      manifest: REMOTE_MANIFEST,
      run: async subject => checkRemote(subject, settings),
    },
  ];
}
