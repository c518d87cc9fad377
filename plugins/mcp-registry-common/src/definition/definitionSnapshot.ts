import type { RevisionSnapshot } from '../revision/revisionSnapshot';
import { definedServerRef, type ServerDefinition } from './serverDefinition';

/** Long refs, so that `finance` and `group:default/finance` are the same. */
function longRef(ref: string, kind: string, namespace: string): string {
  const [, itsKind = kind, itsNamespace = namespace, name] =
    /^(?:([^:/]+):)?(?:([^:/]+)\/)?(.+)$/.exec(ref) ?? [];
  return `${itsKind}:${itsNamespace}/${name}`.toLocaleLowerCase('en-US');
}

/** A definition as a revision of a server that nobody has probed: for comparing, and for checks that read definitions alone. */
export function definitionSnapshot(
  definition: ServerDefinition,
): RevisionSnapshot {
  const serverRef = definedServerRef(definition);
  const namespace = definition.namespace ?? 'default';
  return {
    version: 1,
    serverId: serverRef,
    serverRef,
    origin: 'definition',
    owner: longRef(definition.owner, 'group', namespace),
    riskTier: definition.riskTier,
    dataClassification: definition.dataClassification,
    compliance: definition.compliance ?? [],
    audience: definition.audience ?? [],
    reaches: (definition.reaches ?? []).map(ref =>
      longRef(ref, 'system', namespace),
    ),
    upstream: definition.upstream,
    package: definition.package,
    run: definition.run,
    permissionProfile: definition.permissionProfile,
    isolation: definition.isolation,
    credential: definition.credential,
    toolSurface: null,
  };
}
