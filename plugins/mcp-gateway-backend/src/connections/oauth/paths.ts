/** Where the gateway answers as a client of authorization servers, below its public address. */
export const CLIENT_PATHS = {
  /** Its own client-id metadata document. */
  document: '/connect/client.json',
  /** Where people come back to. */
  callback: '/connect/callback',
} as const;
