import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import { useApi } from '@backstage/frontend-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { useCallback } from 'react';
import { useDebounced } from '../hooks/useDebounced';
import { useLoad } from '../hooks/useLoad';

const MANY = 20;
const FIELDS = [
  'metadata.name',
  'metadata.title',
  'spec.profile.displayName',
  'spec.profile.email',
];

/** Somebody to ask about. */
export interface Person {
  ref: string;
  title: string;
  isAgent: boolean;
}

/** People and agents of the catalog that a text fits, as many as one looks through. */
export function usePeople(text: string): {
  people: Person[];
  error: Error | undefined;
  loading: boolean;
} {
  const catalog = useApi(catalogApiRef);
  const term = useDebounced(text.trim(), 250);
  const load = useCallback(async () => {
    const { items } = await catalog.queryEntities({
      filter: [
        { kind: 'user' },
        { kind: 'component', 'spec.type': 'ai-agent' },
      ],
      fields: ['kind', 'metadata', 'spec.profile'],
      orderFields: { field: 'metadata.name', order: 'asc' },
      limit: MANY,
      ...(term && { fullTextFilter: { term, fields: FIELDS } }),
    });
    return items.map(toPerson);
  }, [catalog, term]);
  const { value = [], error, loading } = useLoad(load);
  return { people: value, error, loading };
}

function toPerson(entity: Entity): Person {
  const { profile } = entity.spec ?? {};
  const name =
    typeof profile === 'object' && profile !== null && 'displayName' in profile
      ? profile.displayName
      : undefined;
  const { title = entity.metadata.name } = entity.metadata;
  return {
    ref: stringifyEntityRef(entity),
    title: typeof name === 'string' && name ? name : title,
    isAgent: entity.kind.toLocaleLowerCase('en-US') === 'component',
  };
}
