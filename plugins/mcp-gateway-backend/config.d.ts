/** The gateway as a client of an authorization server. */
interface AuthorizationServerClient {
  id: string;
  /** Default: private_key_jwt */
  authentication?:
    | 'private_key_jwt'
    | 'client_secret_basic'
    | 'client_secret_post'
    | 'none';
  /** @visibility secret */
  secret?: string;
  /** A file, read for each request. */
  secretFile?: string;
  /**
   * PEM.
   * @visibility secret
   */
  key?: string;
  /** A file, read for each request. */
  keyFile?: string;
  /** `kid` of the key. */
  keyId?: string;
  /** Default: by the key: PS256, ES256, ES384 or Ed25519 */
  algorithm?: string;
  /** The key's certificate, PEM, for providers that know keys by those (Entra ID). */
  certificateFile?: string;
}

/** Which servers a rule is about: those of which everything that is said here is true. */
interface HistoryRuleServers {
  /** Entity refs. */
  refs?: string[];
  /** Entity refs. */
  owners?: string[];
  /** public, internal, confidential, restricted: from one to another, both included. */
  dataClassification?: { from?: string; to?: string };
  /** low, medium, high, critical: likewise. */
  riskTier?: { from?: string; to?: string };
}

/** One of the three. */
interface HistoryRuleWindow {
  minutes?: number;
  hours?: number;
  days?: number;
}

export interface Config {
  /** The data plane. */
  mcpGateway?: {
    /** The listener that MCP clients reach, apart from the portal's. */
    listen: {
      /**
       * The address to bind. Plain HTTP on anything but loopback is refused unless `tlsTerminatedUpstream` says that a
       * proxy ends TLS. Default: 127.0.0.1
       */
      host?: string;
      /** Default: 7008. Text where it comes from an environment variable. */
      port?: number | string;
      /**
       * The address that clients use, without a path. Gateway tokens are for endpoints below it.
       * @visibility frontend
       */
      publicUrl: string;
      /** Serve HTTPS. */
      https?: {
        /** Path of the certificate chain, PEM. */
        certificate: string;
        /**
         * Path of the private key, PEM.
         * @visibility secret
         */
        key: string;
      };
      /** A proxy in front of this listener ends TLS. */
      tlsTerminatedUpstream?: boolean;
      /**
       * Proxies that are believed when they say who called them (`X-Forwarded-For`): addresses and ranges such as 10.0.0.7 or
       * 10.0.0.0/24. For the audit log alone; nothing is decided by it. Default: none, and the header is not read.
       */
      trustedProxies?: string[];
      /** How long calls under way may take to finish when the gateway stops. Default: 10 */
      drainSeconds?: number;
      /** Origins of web pages that may call MCP endpoints, besides `publicUrl`'s own and the portal's (`app.baseUrl`). */
      allowedOrigins?: string[];
    };
    /** The gateway's own authorization server: MCP clients sign people in by OAuth, and people decide in the portal. */
    authorizationServer?: {
      /** Default: true where `app.baseUrl` says where the portal is. */
      enabled?: boolean;
      /** Files with metadata documents of clients (one or a list of them), or folders of such files. See docs/clients.md. */
      clients?: string[];
      /** Clients whose id is the https address of their metadata document. Off unless hosts are named. */
      clientMetadataDocuments?: {
        /** Hosts that may say who clients are: `host[:port]` or `*.suffix[:port]`. */
        allowedHosts?: string[];
        /** Path of the certificates that vouch for these hosts, PEM. Default: those that Node trusts. */
        certificateAuthorities?: string;
      };
      /** Strangers may register clients (RFC 7591), whatever name they give themselves. Default: false */
      dynamicRegistration?: { enabled?: boolean };
      /** How long an access token lives, at most 60. Default: 60 */
      accessTokenMinutes?: number;
      /** How long a refresh token may go unused. Default: 14 */
      refreshTokenDays?: number;
      /** After so long a person is asked again. Default: 30 */
      consentDays?: number;
      /** Requests to the authorization server that each replica takes from one address. Default: 600 */
      requestsPerMinute?: number;
    };
    /** Long-lived tokens that people make in the portal for clients that cannot sign them in. See docs/personal-tokens.md. */
    personalTokens?: {
      /** False: none can be made, and those that there are are refused. Default: true */
      enabled?: boolean;
      /** The longest life, at most 366. Default: 90 */
      maxDays?: number;
    };
    /** Agents of the company, which call under an identity of their own. See docs/agents.md. */
    agents?: {
      /** Default: false */
      enabled?: boolean;
      clients?: Array<{
        /** Entity ref of the agent: a Component of type ai-agent. It is the client's id. */
        entity: string;
        /** File with the public keys that its assertions are signed with, a JWK set. */
        jwksFile?: string;
        /** Workload identities that it runs under. */
        workloads?: Array<{ issuer: string; subject: string }>;
      }>;
      /** Whose workload identity tokens are believed, such as those of a Kubernetes cluster. */
      workloadIssuers?: Array<{
        issuer: string;
        /** Default: where its metadata says */
        jwksUri?: string;
        /** Whom its tokens are for. Default: the gateway's public address */
        audience?: string;
      }>;
      /** How long a token lives, at most 60. Default: 15 */
      tokenMinutes?: number;
      /** An agent that got no token for so long is suspended until its sponsor resumes it. Default: 30 */
      idleDays?: number;
      /** Agents may act for people who allow it. Default: false */
      actForPeople?: boolean;
      /** After so long people are asked again. Default: 30 */
      consentDays?: number;
    };
    /** Identity providers of the company whose tokens are taken at the gateway. See docs/identity-providers.md. */
    identityProviders?: Array<{
      /** Letter by letter as it calls itself. */
      issuer: string;
      /** Whom its tokens may be for, beside the very MCP endpoint that is called. */
      audiences?: string[];
      /** Where its keys are. Default: where its metadata says */
      jwksUri?: string;
      /** Signatures that are taken. Default: RS256, PS256 and ES256 */
      algorithms?: string[];
      /** Which user of the catalog a token is about. */
      user: {
        claim: string;
        /** What the claim is compared with. */
        matches: 'name' | 'email' | 'annotation';
        /** The annotation's name, such as graph.microsoft.com/user-id. */
        annotation?: string;
        /** Of names. Default: default */
        namespace?: string;
      };
      /** Groups that a token names; they count for people of whom the catalog knows no group. */
      groups?: {
        claim: string;
        /** Default: default */
        namespace?: string;
      };
      /** Asks about tokens that are no JWTs (RFC 7662). */
      introspection?: {
        /** Default: where its metadata says */
        endpoint?: string;
        client: AuthorizationServerClient;
        /** How long an answer is used, at most 60. Default: 30 */
        cacheSeconds?: number;
      };
    }>;
    /** What encrypts keys and credentials in the database. See docs/credentials-at-rest.md. */
    encryption?: {
      /** The first one encrypts, all of them decrypt: to rotate, put a new one in front. Needed unless only this machine reaches the gateway. */
      keys?: Array<{
        id: string;
        /**
         * At least 32 characters.
         * @visibility secret
         */
        secret?: string;
        /** The file that holds the secret, in its place. */
        secretFile?: string;
      }>;
      /** HashiCorp Vault's transit engine wraps data keys, in the place of `keys`: `mcpGateway.vault` says where it is. Not proven against the real service. */
      vault?: {
        /** Default: transit */
        mount?: string;
        key: string;
      };
    };
    /** HashiCorp Vault, for data keys (`encryption.vault`) and for secrets (`credentials.secrets`). Not proven against the real service. */
    vault?: {
      address: string;
      namespace?: string;
      /** The file that holds the token, such as the sink of a Vault agent; read anew for each request. */
      tokenFile: string;
    };
    limits?: {
      /** The largest message that a client may send. Default: 1048576 */
      bodyBytes?: number;
      /** How long a message may take to arrive. Default: 30000 */
      bodyTimeoutMs?: number;
      /** Calls of one person to one server, where its owner set no limit. Default: 1200 in 60 seconds */
      calls?: { calls?: number; perSeconds?: number };
      /** What a call counts by what its tool does; one that reads counts 1. Default: changes 2, destroys 5 */
      weights?: { changes?: number; destroys?: number };
      /**
       * Messages of one person that cost no server anything (sessions, notifications), to all servers together and
       * counted by each replica for itself. Default: 6000 in 60 seconds
       */
      messages?: { calls?: number; perSeconds?: number };
    };
    /** How long a server may take. */
    upstream?: {
      /** To resolve, connect and agree on TLS. Default: 5 */
      connectSeconds?: number;
      /** From a call to the head of its answer; a tool that takes longer must answer with an event stream. Default: 120 */
      answerSeconds?: number;
      /** Between two pieces of an answer. Default: 300 */
      idleSeconds?: number;
    };
    /** Comparing what servers list with what was approved: on every list, and by itself. See docs/drift.md. */
    drift?: {
      /** How often the gateway asks a server for its tools by itself. 1 to 1440. Default: 5 */
      everyMinutes?: number;
      /** The same for servers that it runs: each time one is started for it. Default: 60 */
      hostedEveryMinutes?: number;
    };
    /** Detectors over recorded calls, and who is told what they find. See docs/alerts.md. */
    alerts?: {
      /** Default: true */
      enabled?: boolean;
      /** Detectors that are switched off, such as `unusual-hour`. */
      detectorsOff?: string[];
      /** Tools that nobody should call: `<tool>` of any server, or `<server ref> <tool>`. */
      decoys?: string[];
      /** Groups that hear of every alert, beside the server's owner. Default: mcpRegistry.stopGroups, else approverGroups */
      recipients?: string[];
      /** Less bad alerts are shown and notify nobody. Default: medium */
      notifyFrom?: 'low' | 'medium' | 'high' | 'critical';
      /** When people are not told of what is less bad; they are told afterwards. */
      quiet?: Array<{
        /** In UTC, such as 18:30. */
        from: string;
        /** In UTC; where it is not later, on the next day. */
        to: string;
        /** Days on which it begins, such as saturday. Default: each */
        days?: string[];
        /** This severity and worse is told all the same. Default: high */
        below?: 'low' | 'medium' | 'high' | 'critical';
      }>;
      /** Other systems that are told. Their addresses are guarded like all: see `egress`. */
      webhooks?: Array<{
        name: string;
        /** @visibility secret */
        url: string;
        /** `slack`: what Slack, Mattermost and others take. Default: json */
        format?: 'json' | 'slack';
        /**
         * Signs what is sent. At least 16 characters.
         * @visibility secret
         */
        secret?: string;
        /** Less bad alerts are not sent there. Default: medium */
        from?: 'low' | 'medium' | 'high' | 'critical';
      }>;
      /**
       * What is done by itself, beside telling people: the first rule that fits an alert decides. Default: nothing. See docs/alerts.md
       * and `mcpRegistry.reactions`.
       */
      reactions?: Array<{
        /** Small letters, digits and hyphens. */
        name: string;
        /** Alerts of these kinds, such as decoy. */
        detectors: string[];
        /** Of this severity and worse. Default: high */
        from?: 'low' | 'medium' | 'high' | 'critical';
        /** `step-up`: a fresh sign-in before the next change. */
        do: Array<'step-up' | 'pause-grant' | 'suspend-server'>;
        /** For how long. Default: 8 */
        hours?: number;
        /** `observe`: it is shown what would be done. Default: observe */
        mode?: 'observe' | 'enforce';
        except?: {
          /** Entity refs. */
          servers?: string[];
          /** Entity refs of groups, people and agents. Groups: their own members. */
          groups?: string[];
        };
        /** Accesses that were given to a group are paused, too: for all of its members. Default: false */
        groupGrants?: boolean;
        /** What was held back is given back when what was found holds no more. Default: true */
        liftWhenRetracted?: boolean;
        /** What callers are told. At most 300 characters. */
        message?: string;
      }>;
    };
    /** Where connections may go: the gateway's own, and those of the servers that it runs, whose profiles narrow it. */
    egress?: {
      /**
       * What may be dialled beyond public hosts by https: `host[:port]`, `*.suffix[:port]`, `address[:port]` or a
       * network in CIDR notation. Opens private addresses and plain http for them; this machine's own addresses only
       * where the host is named itself; link-local ones (cloud metadata) and this machine's only by the address itself
       * where an entry is an address or network.
       */
      allowedHosts?: string[];
      /** The only public hosts that may be dialled, besides `allowedHosts`; entries alike. Default: all, by https */
      publicHosts?: string[];
    };
    /** Call guards, which modules add, and rules that look at what happened before a call. */
    guards?: {
      /** Rules that look at what happened before a call. See docs/guards.md. */
      history?: Array<{
        /** Small letters, digits and hyphens; stands in the record of calls. */
        id: string;
        /** For the people whom it refuses. */
        title: string;
        /**
         * `approval`: the person must have confirmed such calls themselves, in this session. `count`: at most so many in a
         * window. `flow`: none after something else was read.
         */
        kind: 'approval' | 'count' | 'flow';
        /** `observe`: stands in the record of calls, and refuses nothing. Default: enforce */
        mode?: 'enforce' | 'observe';
        /** At which servers. Default: all; a flow needs it, or tools.openWorld */
        servers?: HistoryRuleServers;
        /** Which calls there: those of which everything that is said here is true. Default: all; of a flow what changes or destroys */
        tools?: {
          names?: string[];
          effects?: Array<'reads' | 'changes' | 'destroys'>;
          /** What may reach beyond its own system, as far as nobody has said that it does not. */
          openWorld?: true;
        };
        /** Entity refs: whose calls. Default: everybody's */
        people?: string[];
        /** Entity refs: the calls of their members. */
        groups?: string[];
        /** Of an approval: how long it holds at most. Default: 60 */
        validMinutes?: number;
        /** Of an approval: the tool that was asked about, or all that the rule is about at its server. Default: tool */
        covers?: 'tool' | 'server';
        /** Of a count. */
        calls?: number;
        /** Of a count: who shares it. */
        per?: 'person' | 'session' | 'server' | 'everybody';
        /** Of a count or a flow. */
        window?: HistoryRuleWindow;
        /** Of a flow: what must have been read. */
        after?: {
          servers?: HistoryRuleServers;
          tools?: { names?: string[] };
        };
      }>;
      /** How long a guard may take to look at arguments or a result before the call is refused. Default: 5000 */
      timeoutMs?: number;
      /** Results up to this size are held for guards to look at; at most 8388608. Default: 1048576 */
      maxResultBytes?: number;
      /** Larger results are refused, or pass marked as not looked at (up to 8388608 bytes). Default: refuse */
      largeResults?: 'refuse' | 'mark';
    };
    /** Sessions of clients (MCP up to 2025-11-25). */
    sessions?: {
      /** The longest that a session lasts. Default: 24 */
      maxHours?: number;
      /** How long a session may go without use. Default: 60 */
      idleMinutes?: number;
    };
    feed?: {
      /**
       * A replica that has not heard the registry for so long refuses every call; calls that change things it refuses
       * after two seconds already. Default: 30
       */
      refuseAllAfterSeconds?: number;
    };
    /** The company's own policies, in Cedar: from a folder, from the portal, or from both. */
    policies?: {
      /** A folder of `*.cedar` files, such as a checkout of Git. A mistake in one stops the start; later it leaves in force what was. */
      folder?: string;
      /** How often the folder is looked at. Default: 10 */
      reloadSeconds?: number;
      /** Policies are written in the portal, too. */
      portal?: {
        /** Groups whose members write policies and propose changes; the permission mcp.policy.write is needed besides. */
        editorGroups: string[];
        /** Groups whose members confirm what somebody else proposed; the permission mcp.policy.approve is needed besides. */
        approverGroups: string[];
      };
    };
    /** What reaches the systems behind servers. */
    /** Servers that the gateway runs itself. See docs/hosted-servers.md. */
    runtimes?: {
      /** The kind of the driver, where several are installed. */
      driver?: 'sandbox' | 'docker' | 'kubernetes';
      /** How long a start may take. Default: 60 */
      startSeconds?: number;
      /** After so long without use a runtime ends; the next call starts another. Default: 15 */
      idleMinutes?: number;
      /** What is other for single servers. */
      servers?: Array<{
        /** Such as `api:default/notes`. */
        serverRef: string;
        /** In place of the setting for all. */
        idleMinutes: number;
      }>;
      /** How long calls under way may take to finish when a runtime is replaced. Default: 30 */
      drainSeconds?: number;
      /** How often one that nobody uses at the moment is asked whether it is there. Default: 60 */
      healthSeconds?: number;
      /** On each replica. Default: 50 */
      maxRuntimes?: number;
      /** Of one person, on each replica, where runtimes are not shared. Default: 5 */
      maxPerPerson?: number;
    };
    credentials?: {
      /** Secrets that servers may be called with, by name: `spec.mcp.credential.secret`, or a permission profile. See docs/credentials.md. */
      secrets?: {
        [name: string]: {
          /**
           * The secret itself; better from the environment.
           * @visibility secret
           */
          value?: string;
          /** The file that holds it, in its place, such as a mounted Kubernetes Secret; read anew within seconds when it changes. */
          file?: string;
          /** Where Vault has it, in their place: a field of its key/value engine, version 2. Needs `mcpGateway.vault`. */
          vault?: {
            /** Default: secret */
            mount?: string;
            path: string;
            field: string;
          };
          /** Entity refs of the servers that may use it. */
          servers: string[];
        };
      };
      assertions?: {
        /** Audiences of signed assertions beside a server's own address. */
        audiences?: Array<{
          audience: string;
          /** Entity refs of the servers that may have assertions for it. */
          servers: string[];
        }>;
      };
      /** Who the gateway is at issuers where people have accounts, by name: `spec.mcp.credential.client`. See docs/connected-accounts.md. */
      clients?: {
        [name: string]: {
          /** What people know the issuer by. Default: its host */
          title?: string;
          /** Letter by letter as it calls itself. */
          issuer: string;
          client: AuthorizationServerClient;
          /** Entity refs of the servers that may use it. */
          servers?: string[];
          /** Default: what the server asks for; of an identity provider `openid offline_access` */
          scopes?: string[];
          /** The company's identity provider: people link their account there for exchanges. Default: false */
          identity?: boolean;
          /** It checks code challenges (PKCE S256) without saying so in its metadata. Default: false */
          assumePkce?: boolean;
        };
      };
      /** Token exchanges (RFC 8693), by name: `spec.mcp.credential.exchange`. See docs/token-exchange.md. */
      exchanges?: {
        [name: string]: {
          /** The authorization server, whose metadata says where tokens are; letter by letter as it calls itself. */
          issuer?: string;
          /** Where tokens are, where there is no metadata. */
          tokenEndpoint?: string;
          client: AuthorizationServerClient;
          /** How it is asked. Default: rfc8693 */
          dialect?: 'rfc8693' | 'entra-on-behalf-of';
          subject?: {
            /** The gateway's own signed word about the person, or a token of theirs. Default: assertion */
            type?: 'assertion' | 'identity';
            /** Name under `mcpGateway.credentials.clients`: where people link their account. */
            connection?: string;
            /** Default: id-token */
            token?: 'id-token' | 'access-token';
          };
          /** Entity refs of the servers that may use it. */
          servers: string[];
          /** Audiences and resources that those may ask for beside their own address. */
          targets?: string[];
        };
      };
      /** Identity providers with enterprise-managed authorization (ID-JAG), by name: `spec.mcp.credential.provider`. */
      enterprises?: {
        [name: string]: {
          issuer?: string;
          tokenEndpoint?: string;
          client: AuthorizationServerClient;
          /** Name under `mcpGateway.credentials.clients`: where people link their account at this provider. */
          connection: string;
          /** Which token of theirs is shown. Default: id-token */
          token?: 'id-token' | 'refresh-token';
          /** Authorization servers of servers, which trust this provider and know the gateway as a client. */
          authorizationServers: Array<{
            issuer: string;
            tokenEndpoint?: string;
            client: AuthorizationServerClient;
          }>;
          /** Entity refs of the servers that may use it. */
          servers: string[];
          /** Resources that those may ask for beside their own address. */
          targets?: string[];
        };
      };
    };
    /** The audit log. */
    audit?: {
      spool?: {
        /**
         * Where events are written before they get into the database. In Kubernetes: on a persistent volume.
         * Default: /var/lib/sallyport/audit for root, else the user's state directory.
         */
        directory?: string;
        /**
         * Where it is noted that a call may have been answered, until its event is in the spool some milliseconds later. In memory (tmpfs) that takes
         * less time; it has to outlive the gateway's process. The spool's directory: with the events, whatever there is.
         * Default: /dev/shm where a system user runs the gateway outside of containers, else the spool's directory. See docs/audit.md.
         */
        notesDirectory?: string;
        /** A file of the spool has about so many bytes. Default: 64 MiB */
        fileBytes?: number;
        /** All files of a replica have at most so many bytes; then events count as unwritable. Default: 4 GiB */
        maxBytes?: number;
      };
      /** Which calls are refused while events cannot be written. Default: refuse-changes */
      whenUnwritable?: 'refuse-changes' | 'refuse-all';
      /** What of the arguments and results of calls is kept, encrypted; owners say it for their servers. See docs/audit.md */
      bodies?: {
        /** Of servers whose owner has said nothing. Default: none */
        default?: 'none' | 'redacted' | 'full';
        /** More than this is kept of no server. Default: full */
        maximum?: 'none' | 'redacted' | 'full';
        /** Of servers with data that is classified higher, nothing is kept in full. Default: internal */
        fullUpTo?: 'public' | 'internal' | 'confidential' | 'restricted';
        /** How long they are kept; not longer than the log. Default: 30 */
        retentionDays?: number;
      };
    };
    /** What telemetry says of people. What is exported, and where to, is said by `OTEL_*`. See docs/telemetry.md. */
    telemetry?: {
      /** In spans alone; metrics never say it. Default: none */
      user?: 'none' | 'plain' | 'hashed';
      /**
       * Of `hashed`, at least 32 characters.
       * @visibility secret
       */
      userSecret?: string;
      /**
       * Where traces are shown, with `{traceId}` where the id belongs: https://grafana.example.com/explore?trace={traceId}. The page of
       * a call links to it, so that everybody who sees the call sees the address.
       */
      traceUrl?: string;
    };
    /** What was used: how it is counted, what it costs and how much of it there may be; see docs/usage.md */
    usage?: {
      /** How tokens are counted. Default: o200k_base */
      encoding?: 'o200k_base' | 'o200k_harmony' | 'cl100k_base';
      /** Default: true */
      countTokens?: boolean;
      /** How long rollups are kept. Default: 400 */
      retentionDays?: number;
      /** Older than this, hours become days. Default: 90 */
      hourDays?: number;
      /** A code such as EUR. Default: USD */
      currency?: string;
      /** What tokens cost; the first that fits counts. Without any, nothing is shown of money. */
      prices?: Array<{
        /** Entity ref; absent: any. */
        server?: string;
        /** The client's name without its version; absent: any. */
        client?: string;
        argumentsPerMillion: number;
        resultsPerMillion: number;
      }>;
      /** What teams may use in a month (of UTC). */
      budgets?: Array<{
        /** Entity ref of a group. */
        team: string;
        unit: 'calls' | 'tokens' | 'money';
        perMonth: number;
        /** Default: 80 */
        warnAtPercent?: number;
        /** Calls are refused when it is used up. Default: true */
        stops?: boolean;
      }>;
    };
    evidence?: {
      /** How long calls are kept. Default: 400 */
      retentionDays?: number;
      /** Signed words about how far the audit log is; see docs/audit-proof.md. */
      checkpoints?: {
        /** Default: 60 */
        everyMinutes?: number;
        /** Places that the portal cannot rewrite. */
        export?: Array<{
          type: 'directory' | 'webhook' | 'object-store';
          /** Of a directory: absolute. */
          path?: string;
          /**
           * Of the others. An object store's has `{name}` where the file's name belongs. It may hold a signature.
           * @visibility secret
           */
          url?: string;
          /** @deepVisibility secret */
          headers?: { [name: string]: string };
        }>;
      };
    };
  };
}
