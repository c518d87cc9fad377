/** Configuration of the MCP registry. */
export interface Config {
  mcpRegistry?: {
    /**
     * Entity refs of the groups whose members decide about servers, such as `group:default/security`.
     * Without any, no server can be approved.
     */
    approverGroups?: string[];
    /** How long a decision about access can be taken back. 10 by default, at most 3600. */
    undoWindowSeconds?: number;
    /** How often the registry looks for new and changed servers in the catalog. 30 by default. */
    catalogSyncSeconds?: number;
  };
}
