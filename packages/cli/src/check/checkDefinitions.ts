import {
  checkReach,
  checkRemote,
  type CheckFinding,
  definitionSnapshot,
  type FoundDefinition,
  REACH_MANIFEST,
  REMOTE_MANIFEST,
} from '@sallyport/backstage-plugin-mcp-registry-common';

/** What a check found in a definition. */
export interface FoundFinding extends CheckFinding {
  readonly check: string;
}

/** Runs the checks that need nothing but the definition: what it may reach, and where it runs. */
export function checkDefinition(
  found: FoundDefinition,
  settings: { companyDomains: readonly string[] },
): FoundFinding[] {
  const snapshot = definitionSnapshot(found.definition);
  const toolSurface = { known: false, tools: [] };
  const reach = checkReach({ snapshot, toolSurface });
  const remote = checkRemote(
    { snapshot, toolSurface, observed: { withoutCredential: 'unknown' } },
    settings,
  );
  return [
    ...reach.findings.map(it => ({ ...it, check: REACH_MANIFEST.id })),
    ...remote.findings.map(it => ({ ...it, check: REMOTE_MANIFEST.id })),
  ];
}
