import { describeTool } from './describeTool';
import type { ListedTool } from './listedTool';

/**
 * The digest of a tool as clients of the session era get it from a server of the stateless era: its output schema may be any
 * JSON Schema there (SEP-2106), and only objects fit the session era, so the bridge leaves others out. `undefined` where
 * both eras see the same.
 */
export async function sessionEraDigest(
  tool: ListedTool,
): Promise<string | undefined> {
  const { outputSchema, ...kept } = listedPart(tool);
  if (!outputSchema || outputSchema.type === 'object') return undefined;
  return (await describeTool(kept)).digest;
}

/** Digests and what else is known of a tool are no part of it. */
function listedPart(tool: ListedTool): ListedTool {
  const { name, title, description, inputSchema, outputSchema } = tool;
  return {
    name,
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    ...(inputSchema && { inputSchema }),
    ...(outputSchema && { outputSchema }),
  };
}
