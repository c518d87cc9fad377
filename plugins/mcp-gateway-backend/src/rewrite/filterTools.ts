import { isObject } from './isObject';

/** Tells whether a tool may be listed. */
export type ToolPredicate = (tool: string) => boolean;

/**
 * Takes out of a JSON-RPC answer to `tools/list` what may not be called. Other messages come back as they are.
 *
 * @returns the same object when nothing had to go
 */
export function filterTools(message: unknown, allowed: ToolPredicate): unknown {
  if (!isObject(message) || !isObject(message.result)) return message;
  const { tools } = message.result;
  if (!Array.isArray(tools)) return message;
  const kept = tools.filter(
    tool =>
      isObject(tool) && typeof tool.name === 'string' && allowed(tool.name),
  );
  return kept.length === tools.length
    ? message
    : { ...message, result: { ...message.result, tools: kept } };
}
