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

/** A group, or somebody. */
export interface Holder {
  ref: string;
  title: string;
}

/** Groups and people of the catalog that a text fits, as many as one looks through. */
export function useHolders(text: string): {
  holders: Holder[];
  error: Error | undefined;
  loading: boolean;
} {
  const catalog = useApi(catalogApiRef);
  const term = useDebounced(text.trim(), 250);
  const load = useCallback(async () => {
    const { items } = await catalog.queryEntities({
      filter: [{ kind: 'group' }, { kind: 'user' }],
      fields: ['kind', 'metadata', 'spec.profile'],
      orderFields: { field: 'metadata.name', order: 'asc' },
      limit: MANY,
      ...(term && { fullTextFilter: { term, fields: FIELDS } }),
    });
    return items.map(toHolder);
  }, [catalog, term]);
  const { value = [], error, loading } = useLoad(load);
  return { holders: value, error, loading };
}

function toHolder(entity: Entity): Holder {
  const { profile } = entity.spec ?? {};
  const name =
    typeof profile === 'object' && profile !== null && 'displayName' in profile
      ? profile.displayName
      : undefined;
  const { title = entity.metadata.name } = entity.metadata;
  return {
    ref: stringifyEntityRef(entity),
    title: typeof name === 'string' && name ? name : title,
  };
}
