import { z } from 'zod';
import { ProbeError } from './ProbeError';

const MAX_TOOLS = 2_000;
const MAX_PAGES = 50;

// Open: a tool is kept as the server lists it, whatever else it says about itself.
const pageSchema = z.looseObject({
  tools: z.array(z.looseObject({ name: z.string().min(1) })).max(MAX_TOOLS),
  nextCursor: z.string().max(10_000).optional(),
});

/** A tool as the server lists it. */
export type ListedTool = z.infer<typeof pageSchema>['tools'][number];

/**
 * Lists all tools, page by page. `Client.listTools` is not used: it compiles every schema that the server sends.
 *
 * @param ask - sends `tools/list` and returns its result
 */
export async function listTools(
  ask: (params: { cursor?: string }) => Promise<unknown>,
): Promise<ListedTool[]> {
  const tools: ListedTool[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const answer = pageSchema.parse(
      await ask(cursor === undefined ? {} : { cursor }),
    );
    tools.push(...answer.tools);
    if (tools.length > MAX_TOOLS) {
      throw new ProbeError(`The server lists more than ${MAX_TOOLS} tools.`);
    }
    if (answer.nextCursor === undefined) {
      return tools;
    }
    cursor = answer.nextCursor;
  }
  throw new ProbeError(
    `The server lists its tools on more than ${MAX_PAGES} pages.`,
  );
}
