import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  type Entity,
  RELATION_CHILD_OF,
  RELATION_MEMBER_OF,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';

const MAX_DEPTH = 10;
const MAX_GROUPS = 1_000;
const FIELDS = ['kind', 'metadata.name', 'metadata.namespace', 'relations'];

/**
 * The groups of a person and the groups above those, as entity refs. A group that is only named by a relation but is
 * not in the catalog (any more) does not count.
 */
export async function findGroups(options: {
  user: Entity;
  catalog: CatalogService;
  credentials: BackstageCredentials;
}): Promise<string[]> {
  const found = new Set<string>();
  const seen = new Set<string>();
  let level = new Set(relationTargets(options.user, RELATION_MEMBER_OF));
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    const entityRefs = [...level].filter(ref => !seen.has(ref));
    if (entityRefs.length === 0) {
      break;
    }
    entityRefs.forEach(ref => seen.add(ref));
    if (seen.size > MAX_GROUPS) {
      throw new Error(`more than ${MAX_GROUPS} groups`);
    }
    const { items } = await options.catalog.getEntitiesByRefs(
      { entityRefs, fields: FIELDS },
      { credentials: options.credentials },
    );
    const groups = items.filter(item => item !== undefined);
    groups.forEach(group => found.add(stringifyEntityRef(group)));
    level = new Set(
      groups.flatMap(group => relationTargets(group, RELATION_CHILD_OF)),
    );
  }
  return [...found];
}

function relationTargets(entity: Entity, type: string): string[] {
  return (entity.relations ?? [])
    .filter(relation => relation.type === type)
    .map(relation => relation.targetRef.toLocaleLowerCase('en-US'))
    .filter(ref => ref.startsWith('group:'));
}
