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
    /** Definitions of servers in Git repositories (docs/gitops.md). */
    gitOps?: {
      sources?: Array<{
        /** Lower-case letters, digits and dashes. It stays as it is: servers are known by it. */
        id: string;
        title?: string;
        /** https, or http on this machine. */
        url: string;
        /** Default: main. */
        branch?: string;
        /** Folder of the definitions. Default: the whole repository. */
        path?: string;
        /** Default: x-access-token. */
        username?: string;
        /** @visibility secret */
        token?: string;
        /** Whose signatures count. Every commit of the branch's first line has to have one. */
        signers: Array<{
          /** Default: the user. */
          name?: string;
          /** Entity ref; without one it is a machine, whose reviews count for nothing. */
          user?: string;
          /** As in id_ed25519.pub. */
          sshKey?: string;
          /** Armored. */
          pgpKey?: string;
        }>;
        /** What vouches for reviews: `signature`, `github:<id>`, `gitlab:<id>`, or what modules add. Default: all that is configured. */
        evidence?: string[];
        /** Reviews of pull requests. Not proven against the real service. */
        github?: {
          /** Default: https://api.github.com */
          apiUrl?: string;
          /** owner/name */
          repository: string;
          /** @visibility secret */
          token?: string;
        };
        /** Approvals of merge requests. Not proven against the real service. */
        gitlab?: {
          /** Default: https://gitlab.com/api/v4 */
          apiUrl?: string;
          /** Path or number of the project. */
          repository: string;
          /** @visibility secret */
          token?: string;
        };
      }>;
      /** How often the repositories are looked into. Default: 60, at least 5. */
      seconds?: number;
      /** How many reviewers of a merge are its decision, by effective risk. Tiers that are not named are decided in the portal. */
      mergeDecides?: {
        low?: number;
        medium?: number;
        high?: number;
        critical?: number;
      };
      /** Whether servers can be registered in the portal as well. Default: only where there is no repository. */
      allowPortalRegistration?: boolean;
    };
    /**
     * How checks find out where packages come from. Registries that are not named here are never asked, and nobody's signature
     * is believed who is not named. See docs/checks-trust.md.
     */
    trust?: {
      /** The registry of npm packages: the company's own, or a public one. */
      npm?: {
        /** https://registry.npmjs.org, https://npm.example.com/repository/all/ */
        url: string;
        /** @visibility secret */
        token?: string;
      };
      /** Registries of images. */
      images?: Array<{
        /** As images are named: `ghcr.io`, `docker.io`. */
        host: string;
        /** Where its API is. Default: https://<host>; of docker.io it is https://registry-1.docker.io */
        url?: string;
        username?: string;
        /** @visibility secret */
        password?: string;
        /** Other addresses that it may point to, for tokens and contents: `https://auth.docker.io`. */
        alsoAsks?: string[];
      }>;
      /** How long a registry may take to answer, seconds. Default: 10, at most 60 */
      timeoutSeconds?: number;
      licences?: {
        /** SPDX identifiers. Default: any licence that SPDX knows */
        allowed?: string[];
      };
      /** Versions that came out since are warned of. Default: 7, at most 365 */
      minReleaseAgeDays?: number;
      /** Packages of which nothing came out for longer are warned of. Default: 730, from 30 to 3650 */
      staleAfterDays?: number;
      /** Names of packages that others may want to be taken for, beside those that are known already. */
      knownServers?: string[];
      /** Trust roots of Sigstore, its public one or the company's: files that are read when the portal starts, and nothing is fetched. */
      roots?: Array<{
        name: string;
        /** A trusted_root.json. */
        file: string;
      }>;
      /** Public keys that sign for the company or its suppliers. */
      keys?: Array<{
        name: string;
        /** In PEM. */
        publicKey: string;
      }>;
      /** Who signs which packages. Several rules about one package are alternatives. `*` stands for any letters. */
      signers?: Array<{
        /** `npm:@acme/*`, `oci:ghcr.io/acme/*` */
        packages: string[];
        /** Name of a root, for signatures with a certificate. Needs sourceRepository or signer. */
        root?: string;
        /** Names of keys. */
        keys?: string[];
        /** Who told the authority who signs: https://token.actions.githubusercontent.com */
        issuer?: string;
        /** The name in the certificate. */
        signer?: string;
        /** https://github.com/acme/orders */
        sourceRepository?: string;
        /** refs/tags/v* */
        sourceRef?: string;
        /** .github/workflows/release.yml, or its whole address */
        workflow?: string;
        /** Who built it, as the provenance says: https://github.com/actions/runner/github-hosted */
        builder?: string;
        /** github-hosted */
        runnerEnvironment?: string;
        /** Where there is no signature the verdict is fail, not warn. Default: false */
        required?: boolean;
      }>;
      /** Name of a root for packages that no rule is about. Their good signatures are shown, and warned of. */
      defaultRoot?: string;
    };
  };
}
