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
    /**
     * Where people sign in again before they decide about servers of high or critical risk, and before every decision
     * where the portal gives its own tokens to MCP clients. Without it nobody is asked to.
     */
    freshSignIn?: {
      /** OpenID metadata of the company's identity provider. */
      metadataUrl: string;
      /** A client whose redirect address is <backend.baseUrl>/api/mcp-registry/fresh-sign-in/callback. */
      clientId: string;
      /** @visibility secret */
      clientSecret: string;
      /** How long a sign-in is fresh. 300 by default, from 30 to 3600. */
      maxAgeSeconds?: number;
      /** Ask for it before every decision, whatever the risk. */
      forEveryDecision?: boolean;
    };
  };
}
