import type { ToolSelection } from '@sallyport/backstage-plugin-mcp-gateway-common';

/** Tools in a cell: `all`, or their names. */
export function toolsText(tools: ToolSelection): string {
  return tools.kind === 'all' ? 'all' : tools.names.join(' ');
}
