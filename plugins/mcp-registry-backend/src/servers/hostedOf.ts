import {
  type HostedServer,
  NO_PERMISSIONS,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { ServerFacts } from './ServerRecord';

/** How the gateway runs a packaged server; `undefined` for one that has an address, or neither. */
export function hostedOf(
  facts: Pick<
    ServerFacts,
    'upstream' | 'package' | 'run' | 'permissionProfile' | 'isolation'
  >,
  installed?: { integrity: string },
): HostedServer | undefined {
  const { upstream, package: wanted, run } = facts;
  if (upstream || !wanted) {
    return undefined;
  }
  return {
    package: { ...installed, ...wanted },
    ...(run?.command !== undefined && { command: run.command }),
    args: run?.args ?? [],
    ...(run?.env && { env: run.env }),
    ...(run?.transport === 'streamable-http' &&
      run.port !== undefined && {
        http: { port: run.port, path: run.path ?? '/mcp' },
      }),
    profile: facts.permissionProfile ?? NO_PERMISSIONS,
    isolation: facts.isolation ?? 'shared',
  };
}
