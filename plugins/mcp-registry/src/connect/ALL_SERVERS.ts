/** Stands where a server's ref stands, for the endpoint for all servers. */
export const ALL_SERVERS = '*';
