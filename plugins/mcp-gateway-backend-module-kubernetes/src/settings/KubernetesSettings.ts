import type { RuntimeLimits } from '@sallyport/backstage-plugin-mcp-gateway-common';

/** A cluster that runtimes run in. */
export interface ClusterSettings {
  readonly name: string;
  /** A file. Absent: the pod's own service account, else the usual kubeconfig. */
  readonly kubeconfig?: string;
  /** Of the kubeconfig. Absent: its current one. */
  readonly context?: string;
  /** Where gateways come from that connect to servers which speak HTTP by themselves. Absent: there are none in this cluster. */
  readonly gateway?: GatewayPlace;
}

/** What network policies know gateways by. */
export interface GatewayPlace {
  /** Of gateways that run in the cluster. */
  readonly pods?: {
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
  };
  /** Addresses of gateways that run elsewhere, in CIDR. */
  readonly ranges: readonly string[];
  /** They come by the API server, where no network leads to pods: no policy opens anything. */
  readonly forward: boolean;
}

/** A namespace for servers that are trusted alike. */
export interface ZoneSettings {
  readonly name: string;
  readonly cluster: string;
  readonly namespace: string;
  /** Entity refs of its servers. Empty: all that no other zone names. */
  readonly servers: readonly string[];
  /** Such as gVisor's. */
  readonly runtimeClass?: string;
  /** Pods of a server that speaks HTTP by itself and that everybody shares. */
  readonly replicas: number;
  /** Of all runtimes of the zone together. */
  readonly quota: QuotaSettings;
}

/** What all runtimes of a zone may take together. */
export interface QuotaSettings {
  readonly pods: number;
  readonly memoryBytes: number;
  readonly cpu: number;
  readonly storageBytes: number;
}

/** The proxy that runtimes reach their destinations by. */
export interface EgressSettings {
  readonly namespace: string;
  /** Pinned by digest. */
  readonly image: string;
  readonly replicas: number;
  /** Ed25519, PKCS 8, PEM: signs what a runtime may reach. */
  readonly signingKey: string;
  /** Pods that resolve names for the cluster. */
  readonly dns: {
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
  };
  /** Private ranges that the proxy's own network policy leaves open, in CIDR. */
  readonly openedRanges: readonly string[];
  /** Names that Cilium lets the proxy reach, and no others. Empty: it is not asked. */
  readonly ciliumNames: readonly string[];
}

/** An object of the cluster that holds a secret which the gateway never reads. */
export interface SecretReference {
  readonly name: string;
  readonly key: string;
  /** Entity refs of the servers that it is for. */
  readonly servers: readonly string[];
}

/** The driver's configuration, read and checked once. */
export interface KubernetesSettings {
  /** Tells installations that share a cluster apart. */
  readonly instance: string;
  readonly clusters: readonly ClusterSettings[];
  readonly zones: readonly ZoneSettings[];
  readonly egress: EgressSettings;
  /** Prefixes of images that may run. Empty: all. */
  readonly registries: readonly string[];
  /** Names of Secrets with credentials of image registries. */
  readonly pullSecrets: readonly string[];
  readonly secrets: Readonly<Record<string, SecretReference>>;
  readonly volumes: {
    /** Claims that are the volumes of these names, for every server that names them. */
    readonly claims: Readonly<Record<string, string>>;
    readonly storageClass?: string;
    readonly accessMode: 'ReadWriteOnce' | 'ReadWriteOncePod' | 'ReadWriteMany';
  };
  /** The user and group that servers run as. */
  readonly user: number;
  readonly userNamespaces: boolean;
  /** `verify`: servers start only where a pod has shown that network policies are enforced. */
  readonly networkPolicies: 'verify' | 'trust';
  readonly allowEverything: boolean;
  readonly limits: RuntimeLimits;
  readonly requireHardLimits: boolean;
  /** Hosts beyond the public internet that the operator opened. */
  readonly openedHosts: readonly string[];
  /** `mcpGateway.egress.publicHosts`: the only public hosts beside those. Absent: all. */
  readonly publicHosts?: readonly string[];
  /** How long a pod may take until its server runs. */
  readonly startMs: number;
}
