// What the registry would tell a gateway about a rig's servers, and the catalog that goes with it.

const TEAM = 'rig-team';
const A_DAY_MS = 86_400_000;

const entity = (kind, name, spec, relations = []) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind,
  metadata: { name, namespace: 'default' },
  spec,
  relations,
});

/** The catalog: the people, their team and the servers. */
export const entitiesOf = ({ people, servers }) => [
  entity('Group', TEAM, { type: 'team', children: [] }),
  ...people.map(name =>
    entity('User', name, { memberOf: [TEAM] }, [
      { type: 'memberOf', targetRef: `group:default/${TEAM}` },
    ]),
  ),
  ...servers.map(({ name }) =>
    entity('API', name, {
      type: 'mcp-server',
      lifecycle: 'production',
      owner: `group:default/${TEAM}`,
    }),
  ),
];

const toolOf = tool => {
  const named = typeof tool === 'string' ? { name: tool } : tool;
  return { digest: `sha256:${named.name}`, effect: 'reads', ...named };
};

const grantOf = ({ person, tools }) => ({
  id: `grant-of-${person}`,
  subject: `user:default/${person}`,
  tools: tools ? { kind: 'named', names: tools } : { kind: 'all' },
  expiresAt: new Date(Date.now() + A_DAY_MS).toISOString(),
});

/**
 * The access document of an approved server.
 * @param {{name: string, url?: string, hosted?: object, type?: string, tools?: (string | {name: string, effect?: string})[] | 'probe' | null,
 *   credential?: object, grants?: {person: string, tools?: string[]}[], document?: object}} server
 * @param {{people: string[]}} options
 */
export function accessDocumentOf(server, { people }) {
  const { name, url, type = 'streamable-http', tools = null, hosted } = server;
  const grants = server.grants ?? people.map(person => ({ person }));
  return {
    serverId: `id-of-${name}`,
    serverRef: `api:default/${name}`,
    title: name,
    owner: `group:default/${TEAM}`,
    status: 'active',
    riskTier: 'low',
    dataClassification: 'internal',
    approvedRevision: {
      digest: `sha256:${name}`,
      upstream: hosted
        ? { type: 'hosted', url: `sallyport-runtime://id-of-${name}`, hosted }
        : { type, url },
      ...(server.credential && { credential: server.credential }),
      // What is probed is not known yet.
      tools: Array.isArray(tools) ? tools.map(toolOf) : null,
    },
    grants: grants.map(grantOf),
    ...server.document,
  };
}
