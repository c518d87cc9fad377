import type { Entity } from '@backstage/catalog-model';
import { GROUPS } from './people';

/** Which department each group of the example belongs to. */
const DEPARTMENTS: Record<string, string> = {
  'data-platform': 'tech',
  'web-team': 'tech',
  security: 'risk',
  finance: 'money',
  'platform-admins': 'tech',
};

const entity = (
  kind: string,
  name: string,
  relations: { type: string; targetRef: string }[],
  annotations: Record<string, string> = {},
): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind,
  metadata: { name, namespace: 'default', annotations },
  spec: {},
  relations,
});

/** The people, groups and departments of the example, and the systems behind its servers, as the catalog has them. */
export function company(options?: { shopData?: string }): Entity[] {
  return [
    ...Object.entries(GROUPS).map(([name, groups]) =>
      entity(
        'User',
        name,
        groups.map(targetRef => ({ type: 'memberOf', targetRef })),
      ),
    ),
    ...Object.entries(DEPARTMENTS).map(([name, parent]) =>
      entity('Group', name, [
        { type: 'childOf', targetRef: `group:default/${parent}` },
      ]),
    ),
    ...[...new Set(Object.values(DEPARTMENTS))].map(name =>
      entity('Group', name, []),
    ),
    entity(
      'System',
      'shop',
      [{ type: 'ownedBy', targetRef: 'group:default/finance' }],
      options?.shopData
        ? { 'sallyport.io/data-classification': options.shopData }
        : {},
    ),
  ];
}
