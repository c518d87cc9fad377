import pg from 'pg';

/**
 * The gateways' record of calls: how many of a token and a tool were allowed and ended so. A stream that broke off and was
 * resumed elsewhere was answered all the same; its record says how it ended where it began.
 */
export async function readRecords(connectionString) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const { rows } = await client.query(
      `SELECT token_id, tool, outcome, count(*)::int AS calls FROM calls
       WHERE decision = 'allow' AND method = 'tools/call'
       GROUP BY token_id, tool, outcome`,
    );
    return {
      count: ({ tokenId, tool, outcomes }) =>
        rows
          .filter(
            row =>
              row.token_id === tokenId &&
              row.tool === tool &&
              outcomes.includes(row.outcome),
          )
          .reduce((sum, row) => sum + row.calls, 0),
    };
  } finally {
    await client.end();
  }
}
