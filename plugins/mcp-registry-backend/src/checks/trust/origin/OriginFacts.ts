/** What a registry says of where a package comes from. What is absent it does not say. */
export interface OriginFacts {
  readonly registry: string;
  /** Nothing more is known where it is not there. */
  readonly exists: boolean;
  readonly licence?: string;
  readonly repository?: string;
  /** The name that the server has in registries of MCP servers, which its publisher put there. */
  readonly mcpName?: string;
  /** ISO 8601. Of an image it is what its publisher says. */
  readonly publishedAt?: string;
  /** When any version came out last, ISO 8601. */
  readonly newestAt?: string;
  readonly deprecated?: string;
  /** Why its publisher has withdrawn this version. */
  readonly yanked?: string;
  /** Why the registry holds the whole package back. */
  readonly quarantined?: string;
  readonly maintainers?: number;
}
