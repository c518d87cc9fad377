import type {
  AccessDocument,
  HostedServer,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { RuntimeService } from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { CallCredential } from '../credentials/CallCredential';
import type { Introduction } from './stdio/introduce';
import type { RuntimeConnection } from './stdio/RuntimeConnection';

/** A server that the gateway runs, as it is approved now. */
export interface HostedTarget {
  readonly serverId: string;
  readonly serverRef: string;
  /** Of the approved revision. */
  readonly digest: string;
  readonly hosted: HostedServer;
}

/** Who uses a runtime. */
export type RuntimeScope =
  | { readonly kind: 'everybody' }
  | { readonly kind: 'person'; readonly person: string }
  | {
      readonly kind: 'session';
      readonly person: string;
      readonly session: string;
    };

/** What a call needs of a runtime. */
export interface RuntimeWanted {
  readonly target: HostedTarget;
  readonly scope: RuntimeScope;
  /** What a client says in its `initialize`, where that is to reach the runtime. */
  readonly initialize?: Record<string, unknown>;
  /** The person's own, where the runtime is theirs alone. */
  readonly credential?: CallCredential;
  /** Aborted when nobody waits any more. */
  readonly signal: AbortSignal;
}

/** A running runtime, for as long as somebody uses it. */
export interface RuntimeUse {
  readonly connection: RuntimeConnection;
  readonly introduction: Introduction;
  /** From now on nothing that the runtime writes contains this. */
  conceal(assertion: string): void;
  /** The use is over. */
  release(): void;
  /** The same runtime for another use; `undefined` where it takes no more. */
  again(): RuntimeUse | undefined;
  /** Nobody will use the runtime again. */
  end(): void;
}

/** A running server that speaks HTTP by itself, for as long as somebody uses it. */
export interface ServiceUse {
  readonly service: RuntimeService;
  /** What no answer of it may contain. */
  readonly secrets: readonly string[];
  /** The use is over; also where it was said before. */
  release(): void;
  /** Nobody will use the runtime again. */
  end(): void;
}

/** Where runtimes come from. */
export interface RuntimePool {
  /** A runtime that runs, started where there is none. Throws an `UpstreamFailure`. */
  acquire(wanted: RuntimeWanted): Promise<RuntimeUse>;
  /** The same for a server that speaks HTTP by itself. */
  acquireService(wanted: RuntimeWanted): Promise<ServiceUse>;
  /** One that runs already; `undefined` where there is none. */
  findService(
    wanted: Pick<RuntimeWanted, 'target' | 'scope'>,
  ): ServiceUse | undefined;
  /** What is known of the era of a revision. */
  eraOf(target: HostedTarget): Introduction['era'] | undefined;
}

/** What a server's approved revision says about running it; `undefined` where it runs elsewhere. */
export function targetOf(
  document: AccessDocument | undefined,
): HostedTarget | undefined {
  const revision = document?.approvedRevision;
  if (!document || revision?.upstream.type !== 'hosted') return undefined;
  const { serverId, serverRef } = document;
  const { digest, upstream } = revision;
  return { serverId, serverRef, digest, hosted: upstream.hosted };
}
