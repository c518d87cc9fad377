import {
  type Entity,
  RELATION_API_PROVIDED_BY,
  RELATION_CONSUMES_API,
  RELATION_DEPENDS_ON,
  RELATION_HAS_PART,
  RELATION_OWNED_BY,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import type { CatalogThing } from '@sallyport/backstage-plugin-mcp-gateway-common';

/** Whoever is at a thing gets at these, too. */
const LEADS = new Set<string>([
  RELATION_DEPENDS_ON,
  RELATION_CONSUMES_API,
  RELATION_API_PROVIDED_BY,
  RELATION_HAS_PART,
]);

/** What a blast radius needs to know of an entity. */
export function toCatalogThing(entity: Entity): CatalogThing {
  const { type } = entity.spec ?? {};
  const relations = entity.relations ?? [];
  const owner = relations.find(
    relation => relation.type === RELATION_OWNED_BY,
  )?.targetRef;
  return {
    ref: stringifyEntityRef(entity),
    title: entity.metadata.title ?? entity.metadata.name,
    ...(typeof type === 'string' && { type }),
    ...(owner !== undefined && { owner }),
    leadsTo: relations
      .filter(relation => LEADS.has(relation.type))
      .map(({ targetRef }) => targetRef),
  };
}
