import type { Entity } from '@backstage/catalog-model';
import { serverEntity } from './serverEntity';

const person = (name: string, group: string): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'User',
  metadata: { name, namespace: 'default' },
  spec: { memberOf: [group] },
  relations: [{ type: 'memberOf', targetRef: `group:default/${group}` }],
});

const group = (name: string, parent?: string): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Group',
  metadata: { name, namespace: 'default' },
  spec: { type: 'team', children: [], ...(parent && { parent }) },
  relations: parent
    ? [{ type: 'childOf', targetRef: `group:default/${parent}` }]
    : [],
});

/** The people, groups and servers of the catalog in these tests. */
export const exampleCompany: Entity[] = [
  person('alice', 'web-team'),
  person('bob', 'data-platform'),
  person('dave', 'finance'),
  group('web-team', 'engineering'),
  group('engineering'),
  group('data-platform'),
  group('finance'),
  serverEntity('orders'),
  serverEntity('billing'),
];
