// Writes a company's registry: servers with revisions, tool surfaces, checks, histories, requests and grants, as the registry itself
// would have written them over a year. Seeded: the same numbers make the same registry.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
require('@backstage/cli-node/config/nodeTransform.cjs');

const {
  describeTools,
  nameRevision,
  revisionSnapshotSchema,
  snapshotToolSurface,
} = require('../../../plugins/mcp-registry-common/src/index.ts');

const DAY = 86_400_000;
const CHECKS = ['reach', 'tool-surface', 'remote', 'origin'];
/** Most servers have few tools, some have many. */
const SIZES = [4, 6, 8, 8, 10, 12, 12, 16, 24, 60];
const VERBS = ['list', 'get', 'search', 'create', 'update', 'delete'];
const THINGS = ['orders', 'tickets', 'invoices', 'users', 'files', 'builds'];
const ROWS_AT_ONCE = 200;

const lorem =
  'Returns what was found, newest first, in pages of at most fifty; a page names the next one. Dates are ISO 8601 in UTC, amounts in cents. ';

function toolOf(server, index, version) {
  const name = `${VERBS[index % VERBS.length]}_${
    THINGS[(server + index) % THINGS.length]
  }_${index}`;
  return {
    name,
    title: name.replaceAll('_', ' '),
    description: `${lorem.repeat(1 + (index % 3))}Version ${version}.`,
    inputSchema: {
      type: 'object',
      required: ['id'],
      properties: Object.fromEntries(
        Array.from({ length: 3 + (index % 6) }, (_, at) => [
          at === 0 ? 'id' : `field_${at}`,
          {
            type: at % 3 === 2 ? 'integer' : 'string',
            description: `What ${at} of ${name} is about, in plain words`,
            ...(at % 4 === 3 && { enum: ['open', 'closed', 'waiting'] }),
          },
        ]),
      ),
    },
    annotations:
      index % 6 < 3
        ? { readOnlyHint: true }
        : { destructiveHint: index % 6 === 5 },
  };
}

async function insert(knex, table, rows) {
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    await knex(table).insert(rows.slice(from, from + ROWS_AT_ONCE));
  }
}

/**
 * @param {{
 *   knex: import('knex').Knex, servers: number, revisions: number,
 *   toServerRow(options: object): object, say(text: string): void,
 * }} options
 */
export async function seedReviews(options) {
  const { knex, servers, revisions, say } = options;
  const start = Date.now() - 365 * DAY;
  const at = (number, hours = 0) =>
    new Date(
      start + (number * 300 * DAY) / revisions + hours * 3_600_000,
    ).toISOString();
  const entities = [];
  const seeded = { bytes: 0 };
  for (let number = 0; number < servers; number += 1) {
    const name = `server-${String(number).padStart(5, '0')}`;
    const id = `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
    const ref = `api:default/${name}`;
    const owner = `group:default/team-${number % 200}`;
    const facts = {
      owner,
      riskTier: ['low', 'medium', 'high', 'critical'][number % 4],
      dataClassification: ['internal', 'confidential'][number % 2],
      compliance: [],
      audience: [],
      reaches: [`system:default/system-${number % 300}`],
      upstream: {
        type: 'streamable-http',
        url: `https://${name}.example.com/mcp`,
      },
    };
    entities.push({
      kind: 'API',
      metadata: { namespace: 'default', name },
      spec: { type: 'mcp-server' },
    });
    const size = SIZES[number % SIZES.length];
    const listed = Array.from({ length: size }, (_, i) => toolOf(number, i, 0));
    let tools = await describeTools(listed);
    /** The last one of every fifth server waits for review, of all sizes: by tens. */
    const isWaiting = Math.floor(number / 10) % 5 === 0;
    const made = [];
    for (let version = 1; version <= revisions; version += 1) {
      const changed = version % size;
      const [tool] = await describeTools([toolOf(number, changed, version)]);
      tools = tools.with(changed, tool);
      const surface = { known: true, tools, probedAt: at(version) };
      const content = revisionSnapshotSchema.omit({ version: true }).parse({
        serverId: id,
        serverRef: ref,
        origin: 'url:https://git.example.com/catalog.yaml',
        ...facts,
        toolSurface: await snapshotToolSurface(surface),
      });
      const [{ snapshot, digest }] = await nameRevision(content);
      made.push({ version, surface, snapshot, digest });
    }
    const waits = isWaiting ? made.at(-1) : undefined;
    const approved = isWaiting ? made.at(-2) : made.at(-1);
    const row = options.toServerRow({
      ...{ id, ref, name, facts, approved, waits, number },
      createdAt: at(0),
    });
    await knex('servers').insert(row);
    await knex('server_aliases')
      .insert({ server_id: id, alias: `s${number}` })
      .onConflict()
      .ignore();
    const stateOf = revision => {
      if (revision === waits) return 'submitted';
      if (revision === approved) return 'approved';
      return revision.version % 4 === 3 ? 'rejected' : 'replaced';
    };
    const rows = made.map(revision => {
      const isOpen = revision === waits;
      const surface = JSON.stringify(revision.surface);
      seeded.bytes += surface.length;
      return {
        digest: revision.digest,
        server_id: id,
        number: revision.version,
        state: stateOf(revision),
        submitted_by: `user:default/dev-${number % 500}`,
        submitted_at: at(revision.version, number % 24),
        note: `Version ${revision.version}`,
        decided_by: isOpen ? null : 'user:default/carol',
        decided_at: isOpen ? null : at(revision.version, 24 + (number % 24)),
        reason: null,
        answers: null,
        snapshot: JSON.stringify(revision.snapshot),
        tool_surface: surface,
        proposal: null,
        example_data: false,
      };
    });
    await insert(knex, 'revisions', rows);
    await insert(
      knex,
      'revision_checks',
      rows.flatMap(({ digest, number: version }) =>
        CHECKS.map((check, index) => ({
          digest,
          check_id: check,
          check_version: '1',
          outcome: index === 1 && version % 3 === 0 ? 'warn' : 'pass',
          summary: 'It was looked at, and this is what was found of it.',
          findings: JSON.stringify(
            index === 1
              ? [
                  {
                    rule: 'broad-schema',
                    level: 'warning',
                    message: 'The tool takes whatever it is given.',
                    location: `tools/${tools[0].name}`,
                    excerpt: lorem,
                  },
                ]
              : [],
          ),
          omitted_findings: 0,
          evidence: JSON.stringify({ looked: tools.length }),
          checked_at: at(version, 1),
          attempts: 0,
          due_at: new Date(Date.now() + DAY).toISOString(),
        })),
      ),
    );
    await insert(
      knex,
      'history',
      rows.flatMap(entry => [
        {
          about_kind: 'revision',
          about_id: entry.digest,
          at: entry.submitted_at,
          by: entry.submitted_by,
          event: 'submitted',
          reason: entry.note,
        },
        ...(entry.decided_at
          ? [
              {
                about_kind: 'revision',
                about_id: entry.digest,
                at: entry.decided_at,
                by: 'user:default/carol',
                event: entry.state === 'rejected' ? 'rejected' : 'approved',
                reason: null,
              },
            ]
          : []),
      ]),
    );
    await insert(
      knex,
      'revision_reviews',
      rows
        .filter(entry => entry.decided_at)
        .map(entry => ({
          digest: entry.digest,
          verdict: entry.state === 'rejected' ? 'deny' : 'approve',
          by: entry.decided_by,
          source: 'person',
          member_of: JSON.stringify(['group:default/security']),
          at: entry.decided_at,
        })),
    );
    await seedAccess(knex, { id, number, at });
    if (number % 500 === 499) say(`${number + 1} servers`);
  }
  await knex.raw('ANALYZE');
  return {
    entities,
    meanSurfaceBytes: Math.round(seeded.bytes / servers / revisions),
  };
}

/** Four people of each server hold a grant; of every third server one more waits for an answer. */
async function seedAccess(knex, { id, number, at }) {
  const people = Array.from(
    { length: number % 3 === 0 ? 5 : 4 },
    (_, index) => `user:default/dev-${(number * 7 + index) % 2000}`,
  );
  const requests = people.map((person, index) => {
    const isOpen = index === 4;
    return {
      id: `r-${number}-${index}`,
      server_id: id,
      pending_key: isOpen ? `${id}|${person}` : null,
      requested_by: person,
      subject: person,
      decided_by_side: 'owner',
      purpose: 'To answer customers faster',
      asked: JSON.stringify({ tools: { kind: 'all' }, durationDays: 90 }),
      granted: isOpen
        ? null
        : JSON.stringify({ tools: { kind: 'all' }, durationDays: 90 }),
      state: isOpen ? 'pending' : 'approved',
      created_at: at(9, index),
      decided_at: isOpen ? null : at(9, index + 5),
      decided_by: isOpen ? null : 'user:default/bob',
      grant_id: isOpen ? null : `g-${number}-${index}`,
    };
  });
  await insert(knex, 'access_requests', requests);
  await insert(
    knex,
    'history',
    requests.map(request => ({
      about_kind: 'request',
      about_id: request.id,
      at: request.created_at,
      by: request.requested_by,
      event: 'requested',
      reason: request.purpose,
    })),
  );
  await insert(
    knex,
    'grants',
    requests
      .filter(({ grant_id }) => grant_id)
      .map(request => ({
        id: request.grant_id,
        server_id: id,
        request_id: request.id,
        subject: request.subject,
        tools: JSON.stringify({ kind: 'all' }),
        state: 'active',
        purpose: request.purpose,
        created_at: request.decided_at,
        expires_at: new Date(Date.now() + 90 * DAY).toISOString(),
        granted_by: 'user:default/bob',
        requested_by: request.requested_by,
      })),
  );
}
