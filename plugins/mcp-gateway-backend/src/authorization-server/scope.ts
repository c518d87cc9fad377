/** The one scope: to speak to the MCP endpoint that a token is for. What may be called there, grants say. */
export const SCOPE = 'mcp';
