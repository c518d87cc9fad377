import type {
  RegistrySchemas,
  ToolSurface,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { ServerFacts } from './ServerRecord';

/**
 * Whether the gateway can reach a server, or why not. A packaged server needs a gateway that can run servers, which its last
 * probe has told.
 */
export function runnableOf(
  facts: ServerFacts,
  surface?: Pick<ToolSurface, 'runtime'>,
): RegistrySchemas['Runnable'] {
  if (facts.upstream || (facts.package && surface?.runtime?.ready)) {
    return { ok: true };
  }
  return {
    ok: false,
    reason: facts.package || facts.run ? 'stdio-needs-runtime' : 'no-upstream',
  };
}
