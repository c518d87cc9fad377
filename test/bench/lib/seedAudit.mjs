// Writes three months of a company's calls, events and rollups into a gateway's database, in SQL, since the product's own way would take hours:
// people work in sessions, mostly on weekdays and in the day, with servers of their own, some popular, through applications and agents. What the
// product reads is as it would have written it; the hashes of events are random, since nothing that is measured here verifies them.
import { CLIENTS, COMPANY, REASONS, THINGS, VERBS } from './auditCompany.mjs';
import { seedRollups } from './seedRollups.mjs';

const MEAN_SESSION = 20;
const CHUNKS = 20;
const list = texts => `(ARRAY[${texts.map(text => `'${text}'`).join(',')}])`;

/** People, servers and days of each session, earliest first. */
const sessionsSql = (count, days) => `
CREATE UNLOGGED TABLE bench_sessions AS
SELECT row_number() OVER (ORDER BY at)::int AS k, p, s, a, at, gap, n,
  ${list(CLIENTS)}[1 + c] AS client, c
FROM (
  SELECT *, floor(300 * power((hashint8(p * 100003 + slot) & 65535) / 65536.0, 2))::int AS s,
    date_trunc('day', (now() AT TIME ZONE 'UTC') - make_interval(days => back + weekend)) + make_interval(secs => secs) AS at
  FROM (
    SELECT floor(${COMPANY.people} * power(random(), 1.4))::int AS p,
      floor(20 * power(random(), 1.5))::int AS slot,
      CASE WHEN random() < 0.35 THEN floor(${
        COMPANY.agents
      } * power(random(), 1.5))::int END AS a,
      back,
      CASE WHEN random() < 0.85 THEN CASE extract(isodow FROM now() AT TIME ZONE 'UTC' - make_interval(days => back))
        WHEN 6 THEN 1 WHEN 7 THEN 2 ELSE 0 END ELSE 0 END AS weekend,
      CASE WHEN random() < 0.85 THEN 28800 + 36000 * random() ELSE 86000 * random() END AS secs,
      5 + 40 * random() AS gap,
      5 + floor(random() * ${2 * MEAN_SESSION - 9})::int AS n,
      floor(${CLIENTS.length} * power(random(), 1.5))::int AS c
    FROM (SELECT floor(random() * ${days - 2})::int AS back
      FROM generate_series(1, ${count})) drawn
  ) people
) placed`;

/** What a call is, of one chunk of sessions. */
const chunkSql = ({ from, to }) => `
CREATE TEMP TABLE chunk ON COMMIT DROP AS
SELECT *,
  (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || substr(h, 1, 3) || '8' || substr(h, 4, 15))::uuid AS id,
  to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at_text,
  'user:default/person-' || lpad(p::text, 3, '0') AS person,
  'api:default/server-' || lpad(s::text, 3, '0') AS server,
  'group:default/owners-' || lpad((s % ${
    COMPANY.owners
  })::text, 2, '0') AS owner,
  'group:default/team-' || lpad((p % ${COMPANY.teams})::text, 2, '0') AS team,
  'agent:default/agent-' || lpad(a::text, 2, '0') AS actor,
  'sha256:' || encode(sha256(convert_to('server ' || s || ' revision ' || revision, 'UTF8')), 'hex') AS digest,
  CASE WHEN method = 'tools/call' THEN ${list(
    VERBS,
  )}[1 + t % 6] || '_' || ${list(THINGS)}[1 + (t / 6) % 10] END AS tool,
  md5('grant' || p || ':' || s)::uuid::text AS grant_id,
  md5('session' || k) || md5('s' || k) AS session_id,
  CASE WHEN denied THEN ${list(REASONS)}[1 + floor(${
  REASONS.length
} * why)::int] ELSE 'granted' END AS reason,
  CASE WHEN denied THEN 'refused' WHEN why < 0.02 THEN 'tool-error' WHEN why < 0.03 THEN 'upstream-error'
    WHEN why < 0.032 THEN 'client-closed' ELSE 'ok' END AS outcome
FROM (
  SELECT k, p, s, a, client || ' ' || (1 + c % 3) || '.' || (k % 7) || '.0' AS client, b.at + make_interval(secs => j * gap) AS at, md5(k || ':' || j) AS h,
    CASE WHEN j = 1 THEN 'initialize' WHEN j = 2 THEN 'tools/list' ELSE 'tools/call' END AS method,
    s * 5 + floor(12 * power(random(), 2))::int AS t,
    least(2, floor(extract(epoch FROM (now() AT TIME ZONE 'UTC') - b.at) / 86400 / 30)::int) AS revision,
    random() < 0.06 AS denied, random() AS why,
    round((exp(3 + 1.2 * (random() + random() + random() - 1.5) * 2))::numeric, 2)::float8 AS ms,
    150 + floor(400 * random())::int AS request_bytes,
    floor(exp(5 + 4 * random()))::int AS response_bytes
  FROM bench_sessions b, generate_series(1, n) j
  WHERE k >= ${from} AND k < ${to}
) drawn`;

const TRACE = `'[{"layer":"edge","outcome":"pass"},{"layer":"identity","outcome":"pass","detail":"' || person || '"},{"layer":"server","outcome":"pass","detail":"' || digest ||
  '"},{"layer":"grant","outcome":"' || CASE WHEN denied THEN 'deny' ELSE 'pass' END || '","detail":"' || grant_id || '"},{"layer":"permission","outcome":"pass"},{"layer":"policy","outcome":"pass","detail":"company"},{"layer":"limit","outcome":"pass"}]'`;

const CALLS = `
INSERT INTO calls (id, at, user_ref, actor_ref, server_id, server_ref, owner_ref, method, tool, decision, reason, outcome, http_status,
  duration_ms, request_bytes, response_bytes, feed_sequence, client, session_id, token_id, grant_id, revision_digest, credential,
  request_id, trace_id, upstream_request_id, trace)
SELECT id, at_text, person, actor, 'id-of-' || server, server, owner, method, tool, CASE WHEN denied THEN 'deny' ELSE 'allow' END, reason, outcome,
  CASE WHEN denied THEN 403 ELSE 200 END, ms, request_bytes, CASE WHEN denied THEN 180 ELSE response_bytes END, k / 100, client, session_id,
  md5('token' || p), CASE WHEN NOT denied THEN grant_id END, digest, 'signed-assertion', h, md5(h), h, ${TRACE}
FROM chunk`;

/** An event of each call, and of those that change things an intent before it. */
const events = writer => `
INSERT INTO audit_events (writer, seq, prev, hash, at, type, call_id, text)
SELECT '${writer}', row_number() OVER (ORDER BY id, phase), md5('p' || h) || md5('q' || h), md5('h' || h || phase) || md5('i' || h), at_text, 'mcp_tool_call', id::text,
  '{"v":1,"audit_id":"' || md5(h || phase)::uuid || '","type":"mcp_tool_call","logged_at":"' || at_text || '","outcome":"' || outcome || '","component":"' || server ||
  '","source":{"type":"network","extra":{"request_id":"' || h || '","session_id":"' || session_id || '"}},"subjects":{"user":"' || person || '","user_id":"' || person ||
  '","client_name":"' || client || '"},"target":{"method":"' || method || '","type":"tool","name":"' || coalesce(tool, '') || '"},"metadata":{"extra":{"duration_ms":' || ms ||
  ',"transport":"http","response_size_bytes":' || response_bytes || '}},"sallyport":{"call":{"id":"' || id || '","phase":"' || phase || '","at":"' || at_text ||
  '","reason":"' || reason || '","ended":"' || outcome || '","serverRef":"' || server || '","owner":"' || owner || '","team":"' || team || '","grantId":"' || grant_id ||
  '","revisionDigest":"' || digest || '","requestBytes":' || request_bytes || ',"trace":' || ${TRACE} || '}}}'
FROM (
  SELECT *, 'outcome' AS phase FROM chunk
  UNION ALL SELECT *, 'intent' FROM chunk WHERE NOT denied AND tool ~ '^(create|update|close)_'
) events`;

/** Indexes are made at the end, as one makes them for many rows. */
async function withoutIndexes(knex, tables, run) {
  const { rows } = await knex.raw(
    `SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(?)
     AND indexname NOT IN (SELECT conname FROM pg_constraint)`,
    [tables],
  );
  for (const { indexname } of rows)
    await knex.raw('DROP INDEX ??', [indexname]);
  await run();
  for (const { indexdef } of rows) await knex.raw(indexdef);
}

/**
 * @param {{knex: import('knex').Knex, calls: number, say(text: string): void}} options `knex` with one connection: settings are its own
 */
export async function seedAudit({ knex, calls, say }) {
  const sessions = Math.ceil(calls / MEAN_SESSION);
  for (const setting of [
    "work_mem = '512MB'",
    "maintenance_work_mem = '1GB'",
    "TimeZone = 'UTC'",
    'jit = off',
  ])
    await knex.raw(`SET ${setting}`);
  await knex.raw(`ALTER SYSTEM SET max_wal_size = '8GB'`);
  await knex.raw('SELECT pg_reload_conf()');
  await knex.raw('SELECT setseed(0.42)');
  await knex.raw(sessionsSql(sessions, COMPANY.days));
  await knex.raw('CREATE INDEX ON bench_sessions (k)');
  const seed = async () => {
    for (let chunk = 0; chunk < CHUNKS; chunk += 1) {
      const at = part => 1 + Math.floor((sessions * part) / CHUNKS);
      await knex.transaction(async transaction => {
        await transaction.raw(chunkSql({ from: at(chunk), to: at(chunk + 1) }));
        await transaction.raw(CALLS);
        const writer = `bench-${String(chunk).padStart(2, '0')}`;
        await transaction.raw(events(writer));
        await transaction.raw(
          `INSERT INTO audit_writers (writer, seq, hash, started_at, heard_at, ended_at)
           SELECT writer, max(seq), max(hash), min(at), max(at), max(at) FROM audit_events WHERE writer = ? GROUP BY writer`,
          [writer],
        );
      });
      if (chunk % 5 === 4) say(`${(chunk + 1) * 5} % of the calls`);
    }
    await seedRollups({ knex, say });
  };
  say('sessions are drawn');
  await withoutIndexes(knex, ['calls', 'audit_events', 'usage_rollups'], seed);
  await knex.raw('DROP TABLE bench_sessions');
  await knex.raw('VACUUM (ANALYZE) calls, audit_events, usage_rollups');
  await knex.raw('ANALYZE');
}
