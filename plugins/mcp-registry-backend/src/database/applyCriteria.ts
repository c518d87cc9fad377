import type { PermissionCriteria } from '@backstage/plugin-permission-common';
import type { Knex } from 'knex';

/** A filter of ours: the field has one of the values. */
export interface FieldFilter {
  key: string;
  values: string[];
}

/** Turns the conditions of a permission policy into SQL. `columns` names the column of every field. */
export function applyCriteria(
  query: Knex.QueryBuilder,
  criteria: PermissionCriteria<FieldFilter>,
  columns: Record<string, string>,
): void {
  if ('allOf' in criteria) {
    query.where(all => {
      // Likewise under `not`: all of nothing holds.
      if (criteria.allOf.length === 0) all.whereRaw('1 = 1');
      for (const item of criteria.allOf) {
        all.andWhere(one => applyCriteria(one, item, columns));
      }
    });
  } else if ('anyOf' in criteria) {
    query.where(any => {
      // Knex drops an empty group, which would allow everything; none of nothing holds.
      if (criteria.anyOf.length === 0) any.whereRaw('1 = 0');
      for (const item of criteria.anyOf) {
        any.orWhere(one => applyCriteria(one, item, columns));
      }
    });
  } else if ('not' in criteria) {
    const { not } = criteria;
    query.whereNot(inner => applyCriteria(inner, not, columns));
  } else {
    const column = columns[criteria.key];
    if (!column) {
      // A field that we cannot ask the database about must not widen the answer.
      throw new Error(`No column for the permission filter "${criteria.key}"`);
    }
    query.whereIn(column, criteria.values);
  }
}
