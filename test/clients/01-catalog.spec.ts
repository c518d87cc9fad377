import { expect, test } from '@playwright/test';
import { as } from '../support/api';
import { endpointOf, stack } from '../support/stack';

type Entity = {
  metadata: { name: string };
  spec: {
    type: string;
    owner: string;
    remotes?: { type: string; url: string }[];
  };
  relations: { type: string; targetRef: string }[];
};

test('the catalog lists the example servers with their owners and the gateway as their remote', async () => {
  const { token } = await as('alice');
  const answer = await fetch(
    `${stack.portal}/api/catalog/entities?filter=kind=api,spec.type=mcp-server`,
    {
      headers: { authorization: `Bearer ${token}` },
    },
  );
  expect(answer.status).toBe(200);
  const servers = (await answer.json()) as Entity[];
  expect(servers.map(({ metadata }) => metadata.name)).toEqual(
    expect.arrayContaining([
      'everything',
      'filesystem',
      'memory',
      'orders',
      'sequential-thinking',
    ]),
  );
  for (const { metadata, spec, relations } of servers) {
    expect(relations, metadata.name).toContainEqual(
      expect.objectContaining({ type: 'ownedBy', targetRef: spec.owner }),
    );
    expect(spec.remotes, metadata.name).toEqual([
      expect.objectContaining({ url: endpointOf(metadata.name) }),
    ]);
  }
});

test('a server is related to the systems that it reaches', async () => {
  const { token } = await as('alice');
  const answer = await fetch(
    `${stack.portal}/api/catalog/entities/by-name/api/default/orders`,
    {
      headers: { authorization: `Bearer ${token}` },
    },
  );
  const { relations } = (await answer.json()) as Entity;
  expect(relations.map(({ targetRef }) => targetRef)).toEqual(
    expect.arrayContaining([
      'component:default/orders-api',
      'resource:default/orders-db',
    ]),
  );
});
