// Reads the audit log of a rig, and verifies it by the published formula alone: nothing of the product's own code is used.
import { createHash } from 'node:crypto';
import pg from 'pg';

const ZEROS = '0'.repeat(64);

/** What is wrong with the chains; empty: nothing. */
async function verify(client) {
  const problems = [];
  const { rows: heads } = await client.query('SELECT * FROM audit_writers');
  let events = 0;
  for (const head of heads) {
    const { rows } = await client.query(
      'SELECT * FROM audit_events WHERE writer = $1 ORDER BY seq',
      [head.writer],
    );
    let [seq, prev] = [0, ZEROS];
    for (const row of rows) {
      const hash = createHash('sha256')
        .update(
          ['sallyport-audit-1', prev, row.writer, seq + 1, row.text].join('\n'),
        )
        .digest('hex');
      const isNext = Number(row.seq) === seq + 1 && row.prev === prev;
      if (!isNext || row.hash !== hash) {
        problems.push(`the chain of ${head.writer} breaks at ${row.seq}`);
        break;
      }
      [seq, prev] = [seq + 1, hash];
    }
    if (Number(head.seq) !== seq || head.hash !== prev)
      problems.push(`the head of ${head.writer} is not its newest event`);
    events += rows.length;
  }
  return { problems, writers: heads.length, events };
}

/** Of each trace, what is in the log and in the calls. */
async function tracesOf(client) {
  const { rows } = await client.query(
    `SELECT c.trace_id AS trace, c.outcome, COUNT(*) OVER (PARTITION BY c.trace_id) AS calls,
       ARRAY(SELECT e.text::json#>>'{sallyport,call,phase}' FROM audit_events e
             WHERE e.call_id = c.id::text ORDER BY e.seq) AS phases
     FROM calls c WHERE c.trace_id IS NOT NULL`,
  );
  return new Map(rows.map(row => [row.trace, row]));
}

/** @param {string} connectionString of the gateway's own database */
export async function readAuditLog(connectionString) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return { ...(await verify(client)), traces: await tracesOf(client) };
  } finally {
    await client.end();
  }
}
