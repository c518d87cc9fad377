import { isObject } from '../../rewrite/isObject';

type Result = Record<string, unknown>;

/**
 * A result of the stateless era as the session era knows it: without what only the other has, and with results and
 * schemas of tools as objects (MCP 2026-07-28 lets them be any JSON, SEP-2106). All else stays as it is.
 */
export function toLegacyResult(method: string, result: Result): Result {
  const { resultType: _, ttlMs, cacheScope, ...kept } = result;
  switch (method) {
    case 'tools/list':
      return Array.isArray(kept.tools)
        ? { ...kept, tools: kept.tools.map(toLegacyTool) }
        : kept;
    case 'tools/call':
      return toLegacyToolResult(kept);
    default:
      return kept;
  }
}

function toLegacyTool(tool: unknown): unknown {
  if (!isObject(tool) || !isObject(tool.outputSchema)) return tool;
  if (tool.outputSchema.type === 'object') return tool;
  const { outputSchema: _, ...kept } = tool;
  return kept;
}

function toLegacyToolResult(result: Result): Result {
  const { structuredContent, ...kept } = result;
  if (structuredContent === undefined || isObject(structuredContent)) {
    return result;
  }
  const content = Array.isArray(kept.content) ? kept.content : [];
  return content.length > 0
    ? kept
    : {
        ...kept,
        content: [{ type: 'text', text: JSON.stringify(structuredContent) }],
      };
}
