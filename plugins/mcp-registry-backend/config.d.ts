/** Configuration of the MCP registry. */
export interface Config {
  mcpRegistry?: {
    /**
     * Entity refs of the groups whose members decide about servers, such as `group:default/security`.
     * Without any, no server can be approved.
     */
    approverGroups?: string[];
    /**
     * Entity refs of the groups whose members may stop everything (docs/kill-switch.md), with the permission
     * `mcp.server.administer`; `approverGroups` by default. At least two people should be in them: nobody lifts their own stop.
     */
    stopGroups?: string[];
    /** How long a decision about access can be taken back. 10 by default, at most 3600. */
    undoWindowSeconds?: number;
    /** How often the registry looks for new and changed servers in the catalog. 30 by default. */
    catalogSyncSeconds?: number;
    /** Reviews of access (docs/access-reviews.md). A tier that is absent is not reviewed by itself. */
    reviews?: {
      /** By effective risk: `low`, `medium`, `high`, `critical`. */
      tiers?: {
        [tier: string]: {
          /** How often access is asked about. */
          everyDays: number;
          /** After so many days without an answer it is suspended. 14 by default. */
          answerDays?: number;
          /** The owner is reminded. Half of answerDays by default. */
          remindAfterDays?: number;
          /** Others may answer as well. Three quarters of answerDays by default. */
          escalateAfterDays?: number;
          /** Who they are: groups. The review team by default. */
          escalateTo?: string[];
        };
      };
    };
    /** How access is extended before it ends (docs/access-reviews.md). */
    extension?: {
      /** What an extension may ask for. 90 by default. */
      maxDays?: number;
      /** Without a decision, where the last one was a person's. Nowhere by default. */
      automatic?: {
        /** `low`, `medium`, `high`, `critical`, by effective risk. */
        tiers?: string[];
        /** 7 by default. */
        maxDays?: number;
      };
    };
    /** Access at once in an emergency (docs/break-glass.md). Off without policies. */
    breakGlass?: {
      policies?: Array<{
        id: string;
        title?: string;
        /** Entity refs. This or riskTiers; with both a server has to fit both. */
        servers?: string[];
        /** By effective risk. */
        riskTiers?: string[];
        /** Names; all tools by default. */
        tools?: string[];
        /** Groups whose members may take it. */
        who: string[];
        /** 60 by default, at most 1440. */
        maxMinutes?: number;
        /** Groups that are told at once, beside the owner and the review team. */
        tell?: string[];
        /** Groups that may close the review, beside the owner and the review team. */
        closers?: string[];
        /** 24 by default. */
        remindAfterHours?: number;
        /** 72 by default. */
        escalateAfterHours?: number;
        /** Groups that are told, and may close it, from then on. */
        escalateTo?: string[];
      }>;
    };
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
      /** So many days before a server's TLS certificate ends, its check warns. 30 by default, at most 365. */
      certificateWarnDays?: number;
    };
    /** Exceptions: findings that are accepted for a time (docs/exceptions.md). */
    exceptions?: {
      /** How many days one may hold at most, by effective risk. 90, for high and critical risk 30, by default; at most 366. */
      maxDays?: {
        low?: number;
        medium?: number;
        high?: number;
        critical?: number;
      };
      /** So many days before an end the owner, the requester and the review team are told. 7 and 1 by default. */
      remindDays?: number[];
      /** What happens to a server that was approved with an exception when it ends: `suspend` (the default) or `keep`. */
      atEnd?: 'suspend' | 'keep';
    };
    /** Who has to decide about revisions, beside or in place of one of the review team (docs/approval-policies.md). */
    approvals?: {
      /** All of them apply. Without any, one of the review team decides. One that is not valid keeps the portal from starting. */
      policies?: Array<{
        /** Small letters, digits and hyphens. It stands in signatures and in the history. */
        id: string;
        title?: string;
        /** `observe`: nothing depends on it; the portal shows what it would ask for. */
        mode: 'observe' | 'enforce';
        /** Those that apply have to be met, all of them. */
        rules: Array<{
          id: string;
          title?: string;
          /** All of what is said here. A rule without it applies to every revision. */
          when?: {
            /** Effective risk. */
            risk?: Array<'low' | 'medium' | 'high' | 'critical'>;
            dataClassification?: Array<
              'public' | 'internal' | 'confidential' | 'restricted'
            >;
            /** At least one of these kinds of change. */
            changes?: string[];
            /** These kinds of change and no others. */
            onlyChanges?: string[];
            sameSurface?: boolean;
            /** By id of a check: `pass`, `warn`, `fail`, `error`, `notApplicable`, `missing`. */
            checks?: { [checkId: string]: string[] };
          };
          /** In place of one of the review team, who is asked otherwise. Nothing takes away the two sides that agree to a takeover. */
          insteadOfReview?: boolean;
          /** Alternatives: one of them is enough. */
          anyOf: Array<{
            id: string;
            title?: string;
            /** All of them. */
            by: Array<{
              /** `reviewers`, `owner`, `data-owners`, `rule`, or an entity ref such as `group:default/security`. */
              who: string;
              /** How many of them. 1 by default, at most 10. */
              count?: number;
            }>;
            /** A pattern for the number of a ticket that one of them names: `SEC-[0-9]+`. */
            ticket?: string;
            /** Conditions under which it is approved in this way. */
            under?: {
              /** `reading`, or the names of tools. */
              tools?: 'reading' | string[];
              /** Only these groups and people, by entity ref. */
              people?: string[];
              /** Only for so long after the approval, at most 1830. */
              days?: number;
            };
          }>;
          /** What happens while the rule is not met. */
          time?: Array<{
            /** After the submission, at most 2160. */
            afterHours: number;
            do: 'remind' | 'hand-over' | 'close';
            /** To whom it is handed over, by entity ref. */
            to?: string;
          }>;
        }>;
      }>;
      /**
       * About requests for access, beside or in place of the server's owner. All of them apply. One that is not valid keeps the portal
       * from starting.
       */
      accessPolicies?: Array<{
        /** Small letters, digits and hyphens; no other policy has it. It stands in signatures and in the history. */
        id: string;
        title?: string;
        /** `observe`: nothing depends on it; the portal shows what it would ask for. */
        mode: 'observe' | 'enforce';
        /** Those that apply have to be met, all of them. */
        rules: Array<{
          id: string;
          title?: string;
          /** All of what is said here. A rule without it applies to every request. */
          when?: {
            /** Effective risk of the server. */
            risk?: Array<'low' | 'medium' | 'high' | 'critical'>;
            /** The highest of the server and the systems behind it. */
            dataClassification?: Array<
              'public' | 'internal' | 'confidential' | 'restricted'
            >;
            /** At least one of the tools may do one of these, by the annotations that were approved. */
            effects?: Array<'reads' | 'changes' | 'destroys'>;
            /** No tool may do anything else. */
            onlyEffects?: Array<'reads' | 'changes' | 'destroys'>;
            /** All tools, also those that come later, or named ones. */
            selection?: Array<'all' | 'named'>;
            /** At least one of these tools is asked for. */
            tools?: string[];
            /** Asked for so many days or fewer. */
            daysUpTo?: number;
            /** Asked for more days than these. */
            daysOver?: number;
            /** New access, more than they have, or an extension. */
            kinds?: Array<'new' | 'more' | 'extension'>;
            for?: Array<'person' | 'group' | 'agent'>;
            /** Where who asks stands to the owner: of its side, of the group right above it, or of neither. */
            from?: Array<'owner' | 'department' | 'elsewhere'>;
            /** Who asks is of one of these groups, or of one below it. Entity refs. */
            memberOf?: string[];
          };
          /** In place of the server's owner, who is asked otherwise. */
          insteadOfOwner?: boolean;
          /** Alternatives: one of them is enough. */
          anyOf: Array<{
            id: string;
            title?: string;
            /** All of them. */
            by: Array<{
              /** `owner`, `reviewers`, `data-owners`, `rule`, or an entity ref such as `group:default/security`. */
              who: string;
              /** How many of them. 1 by default, at most 10. */
              count?: number;
            }>;
            /** A pattern for the number of a ticket that one of them names: `SEC-[0-9]+`. */
            ticket?: string;
          }>;
          /** It is granted for at most so many days. */
          maxDays?: number;
          /** Whoever counts for it has signed in again; takes `mcpRegistry.freshSignIn`. */
          freshSignIn?: boolean;
          /** What happens while the rule is not met. */
          time?: Array<{
            /** After it was asked for, at most 2160. */
            afterHours: number;
            do: 'remind' | 'hand-over' | 'close';
            /** To whom it is handed over, by entity ref. */
            to?: string;
          }>;
        }>;
      }>;
    };
    /** What packages are made of, and what is known about it (docs/checks-contents.md). */
    contents?: {
      /**
       * Exports of OSV that the company supplies. Nothing is fetched that is not named here. Without any, the check says that it
       * cannot be done.
       */
      osv?: Array<{
        name: string;
        /** A folder with advisories in JSON, and zip archives of such. */
        directory?: string;
        /**
         * Instead: the address of one file, zip or JSON. A signed address of a bucket is one.
         * @visibility secret
         */
        url?: string;
        /** Sent to that address as a bearer token. @visibility secret */
        token?: string;
        /** Other addresses that it may lead to: `https://blobs.example.com`. */
        alsoAsks?: string[];
        /** How old it counts: by its newest advisory, or by when its file was written. Default: content */
        ageBy?: 'content' | 'file';
      }>;
      /** Statements in OpenVEX that the company goes by, from wherever advisories can be. */
      vex?: Array<{
        name: string;
        directory?: string;
        /** @visibility secret */
        url?: string;
        /** @visibility secret */
        token?: string;
        alsoAsks?: string[];
        /** Entity refs of the servers that it may speak of. Default: all */
        servers?: string[];
      }>;
      severity?: {
        /** From which severity on a vulnerability is a failure. Default: high */
        failAt?: 'none' | 'low' | 'medium' | 'high' | 'critical';
        /** From which on it is a warning. Default: low */
        warnAt?: 'none' | 'low' | 'medium' | 'high' | 'critical';
        /** What one is taken for of which nobody says how bad it is. Default: medium */
        unknown?: 'none' | 'low' | 'medium' | 'high' | 'critical';
      };
      /** Of all packages that something is made of: SPDX identifiers. */
      licences?: {
        /** Default: any that SPDX knows and that is not denied */
        allowed?: string[];
        denied?: string[];
      };
      /** Older advisories are not gone by. Default: 72, at most 8760 */
      maxDataAgeHours?: number;
      /** How often sources are looked at. Default: 30, at most 1440 */
      refreshMinutes?: number;
      /** Of one source. Default: 1024, at most 16384 */
      maxMebibytes?: number;
      /** How long a source may take to be read. Default: 300, at most 3600 */
      timeoutSeconds?: number;
    };
    /** Scanners of the company’s own, each a check (docs/checks-contents.md). */
    scanners?: Array<{
      /** Of the check. */
      id: string;
      title?: string;
      /** Raise it when the scanner looks for something else: verdicts are made anew. */
      version?: string;
      /** What it is asked about. Default: everything */
      kinds?: Array<'npm' | 'pypi' | 'oci' | 'remote'>;
      /**
       * A program that writes SARIF: its whole path, then its arguments. `{definition}`, `{artifact}` and `{sbom}` stand for files that it
       * is handed, `{output}` for the one that it writes; without that its standard output is read.
       */
      command?: string[];
      /** What it finds in its environment, beside PATH, HOME and TMPDIR. */
      environment?: {
        /** @visibility secret */
        [name: string]: string;
      };
      /** With which it ends when it was done. Default: [0] */
      exitCodes?: number[];
      /** Instead: a service in the manner of Harbor’s scanners, https://scanner.example.com/api/v1 */
      url?: string;
      /** Who asks: one of these. */
      auth?: {
        /** @visibility secret */
        token?: string;
        /** @visibility secret */
        apiKey?: string;
        username?: string;
        /** @visibility secret */
        password?: string;
      };
      /** Its data may be no older. Then it has to say how old it is. */
      maxDataAgeHours?: number;
      /** Of what it writes. Default: 16, at most 256 */
      maxMebibytes?: number;
    }>;
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
      /** false: decisions need none, but where a policy says so; rules about alerts ask for one all the same. Default: true */
      forDecisions?: boolean;
    };
    /** What owners are told regularly of their servers (docs/digest.md). */
    digest?: {
      /** Default: true */
      enabled?: boolean;
      /** When, in UTC. Default: 0 7 * * 1 (Mondays at seven) */
      cron?: string;
    };
    /** What rules of the gateway may hold back by themselves when an alert is raised (docs/alerts.md). */
    reactions?: {
      /** Accesses, people and servers in an hour. 0: nothing. Default: 20 */
      maxPerHour?: number;
      /** Of these, servers. Default: 2 */
      maxServersPerHour?: number;
      /** The longest time. Default: 72 */
      longestHours?: number;
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
        /** How large the copy of the branch with its history may be. Default: 512. */
        maxMegabytes?: number;
        /** Instead of `gitOps.owners`, for this one. */
        owners?: string[];
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
      /** Entity refs of who is told where an import fails, and when it works again. Default: the approver groups. */
      owners?: string[];
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
      /** The index of Python packages: the company's own, or the public one. */
      pypi?: {
        /** https://pypi.org: below it are the JSON API (`pypi/…/json`) and the Integrity API (`integrity/…`) */
        url: string;
        /** Of the Simple API as JSON. Default: `simple/` below `url` */
        simple?: string;
        username?: string;
        /** @visibility secret */
        password?: string;
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
        /** `npm:@acme/*`, `pypi:acme-*`, `oci:ghcr.io/acme/*` */
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
