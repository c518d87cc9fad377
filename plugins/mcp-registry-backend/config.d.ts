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
    /** Automatic checks of revisions (docs/checks.md). */
    checks?: {
      /**
       * Ids of the checks without which a revision of that effective risk cannot be approved. `reach` and `remote` by
       * default. A check that fails holds back whether it is named here or not.
       */
      required?: {
        low?: string[];
        medium?: string[];
        high?: string[];
        critical?: string[];
      };
      /** What serves or waits for review is checked again after so many hours. 24 by default, at most 2160. */
      repeatHours?: number;
      /** What a check may take. 60 by default, at most 600. */
      timeoutSeconds?: number;
      /** How many run at once on a replica. 4 by default, at most 32. */
      concurrency?: number;
      /** Domains of the company: servers at other names with a dot lie outside of it. */
      companyDomains?: string[];
    };
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
