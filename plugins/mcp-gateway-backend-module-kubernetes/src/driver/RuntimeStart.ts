import type { EgressEvent } from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { ClusterClient } from '../cluster/ClusterClient';
import type { PodWatch } from '../cluster/PodWatch';
import type { CompiledRuntime } from '../manifests/compileRuntime';

/** Everything that a start needs, found and decided before. */
export interface RuntimeStart {
  readonly runtimeId: string;
  readonly client: ClusterClient;
  readonly watch: PodWatch;
  readonly compiled: CompiledRuntime;
  readonly startMs: number;
  pass(lifetimeSeconds: number): Promise<string>;
  onEgress(event: EgressEvent): void;
  onNotice(text: string): void;
}
