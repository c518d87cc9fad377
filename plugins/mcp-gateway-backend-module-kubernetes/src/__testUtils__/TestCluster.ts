import type { KubeConfig } from '@kubernetes/client-node';

/** Where tests run: a simulator, or a cluster that somebody named. */
export interface TestCluster {
  readonly kind: 'simulator' | 'cluster';
  /** The driver's own account, with the shipped rights and no others. */
  readonly driver: KubeConfig;
  /** May do everything. */
  readonly admin: KubeConfig;
  /** Has Node. */
  readonly image: string;
  readonly egressImage: string;
  /** Addresses that pods see these tests come from. Absent: no network leads from here to pods. */
  readonly ranges?: string[];
  close(): Promise<void>;
}

/** A right that was used. */
export interface AskedRight {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly namespace?: string;
  readonly name?: string;
}
