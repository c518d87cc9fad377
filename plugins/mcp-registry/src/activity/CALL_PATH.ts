/** Where the pages of single calls are. */
export const CALL_PATH = '/mcp/activity';
