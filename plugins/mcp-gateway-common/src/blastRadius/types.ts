import type { ToolSelection } from '../access/accessDocument';
import type { ServerCredential } from '../access/serverCredential';
import type { HostedServer } from '../profile/hostedServer';

/** What the catalog says of one thing, as far as whoever asks may know it. */
export interface CatalogThing {
  /** In lower case. */
  readonly ref: string;
  readonly title: string;
  /** Such as `database`. */
  readonly type?: string;
  readonly owner?: string;
  /** What somebody gets at from there: what it depends on, consumes or consists of. */
  readonly leadsTo: readonly string[];
}

/** Everything that a blast radius is read from. */
export interface BlastRadiusInput {
  /** A server that the gateway runs. Absent: it runs elsewhere. */
  readonly hosted?: Pick<HostedServer, 'profile' | 'isolation'>;
  /** Where it runs, where that is elsewhere. */
  readonly url?: string;
  readonly credential?: ServerCredential;
  /** `null` where nobody knows its tools. */
  readonly tools:
    | readonly {
        readonly name: string;
        readonly effect: 'reads' | 'changes' | 'destroys';
      }[]
    | null;
  readonly grants: readonly {
    readonly subject: string;
    readonly tools: ToolSelection;
  }[];
  /** What its entity declares. */
  readonly reaches: readonly string[];
  readonly catalog: ReadonlyMap<string, CatalogThing>;
}

/** How far its network goes. */
export interface BlastNetwork {
  /** `unknown`: nothing of ours holds it. */
  readonly kind: 'none' | 'named' | 'everything' | 'unknown';
  readonly destinations: readonly {
    readonly host: string;
    readonly port: number;
    /** Every name below the host. */
    readonly isWide: boolean;
  }[];
}

/** A folder or file that it gets at. */
export interface BlastFolder {
  /** `volume`: one that the gateway keeps for it alone. */
  readonly kind: 'path' | 'volume';
  readonly name: string;
  readonly mayWrite: boolean;
}

/** A credential that it is given. */
export interface BlastCredential {
  readonly kind: Exclude<ServerCredential['type'], 'none'> | 'profile-secret';
  /** `company`: one for everybody; `person`: of whoever calls; `gateway`: the gateway's word about them. */
  readonly whose: 'company' | 'person' | 'gateway';
  /** The variable or header that it is in. */
  readonly name?: string;
  readonly scopes?: readonly string[];
}

/** A system, resource or other thing of the catalog that it gets at. */
export interface BlastSystem {
  readonly ref: string;
  readonly title: string;
  readonly type?: string;
  readonly owner?: string;
  /** Through which things, from the declared one on; empty: its entity declares it. */
  readonly via: readonly string[];
  /** Whether the catalog shows it to whoever asks. */
  readonly isKnown: boolean;
}

/** What is worth saying first. */
export type BlastNote =
  | 'unconfined'
  | 'every-host'
  | 'writes-machine'
  | 'reads-machine'
  | 'secrets-and-network'
  | 'credentials-of-people'
  | 'tools-unknown'
  | 'destroys'
  | 'systems-unknown'
  | 'nothing-declared'
  | 'unowned'
  | 'cut';

/** What a server could reach if it were compromised. */
export interface BlastRadius {
  readonly runs: 'here' | 'elsewhere' | 'nowhere';
  /** Where it runs, where that is elsewhere: host and port. */
  readonly place?: string;
  readonly notes: readonly BlastNote[];
  readonly network: BlastNetwork;
  readonly folders: readonly BlastFolder[];
  readonly credentials: readonly BlastCredential[];
  /** The nearest first. */
  readonly systems: readonly BlastSystem[];
  readonly owners: readonly {
    /** Absent: the catalog names none. */
    readonly owner?: string;
    readonly systems: readonly string[];
  }[];
  readonly people: {
    /** People and agents with access of their own. */
    readonly persons: number;
    /** Groups whose members all have it. */
    readonly groups: readonly string[];
    /** So many of them may call what changes or destroys. */
    readonly mayChange: number;
  };
  readonly tools: {
    readonly isKnown: boolean;
    readonly reads: number;
    readonly changes: readonly string[];
    readonly destroys: readonly string[];
  };
}
