// The company of the audit bench: who there is, what they call and how it is named. The same numbers make the same names, in SQL (seedAudit.mjs)
// and here, where questions are made of them.
import { createHash } from 'node:crypto';

export const COMPANY = {
  people: 500,
  agents: 60,
  servers: 300,
  toolsOfServer: 12,
  teams: 40,
  owners: 60,
  systems: 80,
  revisions: 3,
  days: 89,
};
export const VERBS = ['search', 'list', 'get', 'create', 'update', 'close'];
export const THINGS = [
  ...['orders', 'tickets', 'invoices', 'customers', 'files', 'builds'],
  ...['alerts', 'pages', 'queries', 'contracts'],
];
export const CLIENTS = [
  ...['Claude Code', 'Cursor', 'VS Code', 'ChatGPT', 'Zed', 'Goose'],
  ...['Windsurf', 'LibreChat', 'inspector', 'nightly-jobs'],
];
export const REASONS = [
  ...['grant.missing', 'grant.missing', 'grant.expired', 'tool.unknown'],
  ...['policy.refused', 'limit.exceeded', 'guard.refused', 'server.suspended'],
];

const padded = (number, width) => String(number).padStart(width, '0');
const sha = text => createHash('sha256').update(text).digest('hex');

export const personRef = n => `user:default/person-${padded(n, 3)}`;
export const agentRef = n => `agent:default/agent-${padded(n, 2)}`;
export const serverRef = n => `api:default/server-${padded(n, 3)}`;
export const ownerRef = n => `group:default/owners-${padded(n, 2)}`;
export const teamRef = n => `group:default/team-${padded(n, 2)}`;
export const systemRef = n => `resource:default/system-${padded(n, 2)}`;
export const toolName = n =>
  `${VERBS[n % VERBS.length]}_${
    THINGS[Math.floor(n / VERBS.length) % THINGS.length]
  }`;
export const revisionDigest = (server, revision) =>
  `sha256:${sha(`server ${server} revision ${revision}`)}`;

/** Systems that servers reach: most one server or a few, the first one many. */
export const reaching = Object.fromEntries(
  Array.from({ length: COMPANY.systems }, (_, system) => {
    const servers = Array.from(
      { length: COMPANY.servers },
      (__, server) => server,
    ).filter(server =>
      system === 0 ? server % 6 === 0 : server % COMPANY.systems === system,
    );
    return [
      systemRef(system),
      {
        digests: servers.flatMap(server =>
          Array.from({ length: COMPANY.revisions }, (__, revision) =>
            revisionDigest(server, revision),
          ),
        ),
        servers: servers.map(serverRef),
      },
    ];
  }),
);

/** Each of the first people leads owning groups; the very first one leads a third of them. */
export const ownership = Object.fromEntries(
  Array.from({ length: 20 }, (_, n) => [
    personRef(n),
    Array.from({ length: COMPANY.owners }, (__, owner) => owner)
      .filter(owner => (n === 0 ? owner % 3 === 0 : owner % 20 === n))
      .map(ownerRef),
  ]),
);
