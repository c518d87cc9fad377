/** Where the page for those who have signed in again is. */
export const SIGNED_IN_PATH = '/mcp/signed-in';
