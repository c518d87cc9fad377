/** What can stand behind a server. */
export const REACHED_KINDS = ['System', 'Component', 'Resource', 'API'];
/** From a server to what stands behind it. */
export const RELATION_REACHES = 'reachesSystem';
/** From a system to the servers in front of it. */
export const RELATION_REACHED_BY = 'reachedBy';
