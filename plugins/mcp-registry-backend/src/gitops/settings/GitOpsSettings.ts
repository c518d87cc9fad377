import type { RISK_TIERS } from '@sallyport/backstage-plugin-mcp-registry-common';

type RiskTier = (typeof RISK_TIERS)[number];

/** Whose signature counts in a repository. */
export interface Signer {
  /** For people, and the principal of an SSH key. */
  readonly name: string;
  /** Entity ref of the person; absent: a machine, or somebody whose reviews do not count. */
  readonly user?: string;
  /** As in `id_ed25519.pub`. */
  readonly sshKey?: string;
  /** Armored public key. */
  readonly pgpKey?: string;
}

/** An address of a Git host's API. */
export interface GitHostSettings {
  readonly apiUrl: string;
  /** `owner/name` of GitHub, path or number of GitLab's project. */
  readonly repository: string;
  readonly token?: string;
}

/** A repository of definitions. */
export interface GitSourceSettings {
  readonly id: string;
  readonly title: string;
  readonly url: string;
  readonly branch: string;
  /** Folder of definitions; empty: the whole repository. */
  readonly path: string;
  readonly username: string;
  /** How large the copy of the branch with its history may be; 512 MiB without. */
  readonly mostBytes?: number;
  readonly token?: string;
  readonly signers: readonly Signer[];
  /** Who is told where an import of it fails; those of all sources without. */
  readonly owners?: readonly string[];
  /** Ids of what vouches for reviews. */
  readonly evidence: readonly string[];
  readonly github?: GitHostSettings;
  readonly gitlab?: GitHostSettings;
}

/** How many reviewers of a merge are its decision, by effective risk; absent tiers are decided in the portal. */
export type MergeDecides = Readonly<Partial<Record<RiskTier, number>>>;

/** `mcpRegistry.gitOps`. */
export interface GitOpsSettings {
  readonly sources: readonly GitSourceSettings[];
  readonly seconds: number;
  /** Who is told where an import fails; the approver groups without. */
  readonly owners?: readonly string[];
  readonly mergeDecides: MergeDecides;
  /** Whether servers can be registered in the portal, too. */
  readonly allowsPortal: boolean;
}

/** No repository. */
export const NO_GITOPS: GitOpsSettings = {
  sources: [],
  seconds: 60,
  mergeDecides: {},
  allowsPortal: true,
};
