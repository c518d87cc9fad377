import {
  explainCall,
  REASONS,
  type DecisionReason,
  type GatewaySchemas,
} from '@sallyport/backstage-plugin-mcp-gateway-common';

type Call = GatewaySchemas['Call'];
type Page = GatewaySchemas['CallPage'];

/**
 * Pages through every call that was recorded, and explains each: the trace must lead to the decision that was taken.
 *
 * @returns how many calls were explained.
 */
export async function checkExplained(
  get: (path: string) => PromiseLike<{ status: number; body: Page }>,
): Promise<number> {
  // What is recorded is in the database within 250 ms.
  await new Promise(resolve => setTimeout(resolve, 300));
  const wrong: Call[] = [];
  let explained = 0;
  let cursor: string | undefined;
  do {
    const after = cursor ? `&cursor=${encodeURIComponent(cursor)}` : '';
    const answer = await get(`/calls?role=all&limit=100${after}`);
    // Tests that give nobody mcp.audit.read, or take the database away, cannot be looked at.
    if (answer.status !== 200) break;
    const page = answer.body;
    for (const call of page.items) {
      explained += 1;
      if (!isExplained(call)) wrong.push(call);
    }
    cursor = page.nextCursor;
  } while (cursor);
  if (wrong.length > 0) {
    throw new Error(
      `${
        wrong.length
      } of ${explained} calls were decided otherwise than their traces say: ${JSON.stringify(
        wrong.slice(0, 3),
      )}`,
    );
  }
  process.stdout.write(`explained ${explained} recorded calls\n`);
  return explained;
}

function isExplained({ decision, reason, trace = [] }: Call): boolean {
  if (!isReason(reason)) return false;
  const entries = trace.map(({ reason: why, ...entry }) => ({
    ...entry,
    ...(why !== undefined && isReason(why) && { reason: why }),
  }));
  return explainCall({
    decision,
    reason,
    // The API's type of a layer is any text; these are the gateway's own.
    trace: entries as Parameters<typeof explainCall>[0]['trace'],
  }).agrees;
}

function isReason(id: string): id is DecisionReason {
  return Object.hasOwn(REASONS, id);
}
