import type { RegistrySchemas } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { ServerFacts } from './ServerRecord';

/** Whether the gateway can reach a server, or why not. */
export function runnableOf(facts: ServerFacts): RegistrySchemas['Runnable'] {
  if (facts.upstream) {
    return { ok: true };
  }
  return {
    ok: false,
    reason: facts.package || facts.run ? 'stdio-needs-runtime' : 'no-upstream',
  };
}
