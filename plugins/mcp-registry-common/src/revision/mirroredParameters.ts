import type { AccessTool } from '@sallyport/backstage-plugin-mcp-gateway-common';

const KEYWORD = 'x-mcp-header';
const PRIMITIVE = new Set(['string', 'integer', 'boolean']);
/** RFC 9110 §5.6.2, the characters of a header name. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/;
const MAX_DEPTH = 16;
const MAX_HEADERS = 50;

/**
 * Finds the arguments of a tool that clients mirror in `Mcp-Param-*` headers (MCP 2026-07-28, `x-mcp-header`): strings,
 * integers and booleans that are reached through `properties` alone.
 *
 * @returns none when the annotations break the rules (a name twice, another type): clients do not offer such a tool.
 */
export function mirroredParameters(
  inputSchema: Record<string, unknown> | undefined,
): NonNullable<AccessTool['headers']> {
  const found: NonNullable<AccessTool['headers']> = [];
  const names = new Set<string>();
  const isValid = inputSchema === undefined || walk(inputSchema, []);
  return isValid ? found : [];

  function walk(schema: Record<string, unknown>, path: string[]): boolean {
    if (Object.hasOwn(schema, KEYWORD) && !note(schema, path)) return false;
    const { properties } = schema;
    if (!isObject(properties)) return true;
    if (path.length >= MAX_DEPTH) return true;
    return Object.entries(properties).every(
      ([name, property]) =>
        !isObject(property) || walk(property, [...path, name]),
    );
  }

  function note(schema: Record<string, unknown>, path: string[]): boolean {
    const name = schema[KEYWORD];
    if (typeof name !== 'string' || !TOKEN.test(name)) return false;
    const header = name.toLocaleLowerCase('en-US');
    const isUsable =
      path.length > 0 &&
      PRIMITIVE.has(String(schema.type)) &&
      !names.has(header) &&
      found.length < MAX_HEADERS;
    names.add(header);
    found.push({ header, path });
    return isUsable;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
