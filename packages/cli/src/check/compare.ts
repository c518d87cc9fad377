import {
  definitionSnapshot,
  diffRevisions,
  type RevisionChange,
  type ServerDefinition,
} from '@sallyport/backstage-plugin-mcp-registry-common';

/** How a definition differs from what it was. */
export interface Difference {
  readonly serverRef: string;
  readonly kind: 'added' | 'removed' | 'changed';
  readonly changes: readonly RevisionChange[];
}

/** Compares two states of definitions in the words of the review page. What is the same is left out. */
export function compare(
  before: ReadonlyMap<string, ServerDefinition>,
  after: ReadonlyMap<string, ServerDefinition>,
): Difference[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .sort()
    .flatMap((serverRef): Difference[] => {
      const [was, is] = [before.get(serverRef), after.get(serverRef)];
      if (!is) return [{ serverRef, kind: 'removed', changes: [] }];
      if (!was) return [{ serverRef, kind: 'added', changes: [] }];
      const changes = diffRevisions(
        { snapshot: definitionSnapshot(was) },
        { snapshot: definitionSnapshot(is) },
      );
      return changes.length > 0
        ? [{ serverRef, kind: 'changed', changes }]
        : [];
    });
}
