import type { SessionOwner } from '../types';

/** Alice's own client at the orders server. */
export const owner: SessionOwner = {
  server: 'id-of-orders',
  upstream: 'https://orders.example/mcp',
  userEntityRef: 'user:default/alice',
  client: 'token-1',
};

/** Who and where else: for each of them, a session of {@link owner} is none. */
export const others: [string, SessionOwner][] = [
  ['another person', { ...owner, userEntityRef: 'user:default/dave' }],
  ['another client of the person', { ...owner, client: 'token-2' }],
  ['another server', { ...owner, server: 'id-of-billing' }],
  ['another address', { ...owner, upstream: 'https://else.example/mcp' }],
  [
    'parts that are cut elsewhere',
    {
      ...owner,
      server: 'id-of-orders","https://orders.example/mcp',
      upstream: '',
    },
  ],
];
