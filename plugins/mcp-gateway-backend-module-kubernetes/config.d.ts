export interface Config {
  mcpGateway?: {
    runtimes?: {
      /** Servers in pods of Kubernetes clusters. Absent: not used. See docs/kubernetes.md. */
      kubernetes?: {
        /** Default: true */
        enabled?: boolean;
        /** Tells installations that share a cluster apart. Default: sallyport */
        instance?: string;
        /** Default: one, that the gateway runs in or that the usual kubeconfig names. */
        clusters?: {
          [name: string]: {
            /** A file. Default: the pod's own service account, else KUBECONFIG or ~/.kube/config */
            kubeconfig?: string;
            /** Default: the current one of the kubeconfig */
            context?: string;
            /** Where gateways come from that connect to servers which speak HTTP by themselves. Absent: those do not start. */
            gateway?: {
              /** Gateways in this cluster. */
              pods?: {
                namespace: string;
                labels: { [name: string]: string };
              };
              /** Addresses of gateways elsewhere, in CIDR. */
              ranges?: string[];
              /** By the API server, where no network leads to pods. It needs deploy/kubernetes/forward.yaml. Default: false */
              forward?: boolean;
            };
          };
        };
        /** Namespaces for servers that are trusted alike. Default: sallyport-runtimes, for all. */
        zones?: {
          [name: string]: {
            /** Default: the first of `clusters` */
            cluster?: string;
            namespace: string;
            /** Entity refs of its servers. One zone may leave it out: it is for all others. */
            servers?: string[];
            /** Such as gVisor's. The cluster has to have it. */
            runtimeClass?: string;
            /** Pods of a server that speaks HTTP by itself and that everybody shares. Default: 1 */
            replicas?: number;
            /** Of all runtimes of the zone together. */
            quota?: {
              /** Default: 50 */
              pods?: number;
              /** Default: 34359738368 */
              memoryBytes?: number;
              /** Default: 16 */
              cpu?: number;
              /** Default: 107374182400 */
              storageBytes?: number;
            };
          };
        };
        /** The proxy that servers reach their destinations by. */
        egress: {
          /** Default: sallyport-egress */
          namespace?: string;
          /** Built from deploy/kubernetes/image, pinned by digest. */
          image: string;
          /** Default: 2 */
          replicas?: number;
          /**
           * A private key of Ed25519 in PEM, the same one for all gateways: openssl genpkey -algorithm ed25519
           * @visibility secret
           */
          signingKey: string;
          /** Pods that resolve names for the cluster. */
          dns?: {
            /** Default: kube-system */
            namespace?: string;
            /** Default: k8s-app: kube-dns */
            labels?: { [name: string]: string };
          };
          /** Private ranges, in CIDR, that the proxy's own network policy leaves open. They need mcpGateway.egress.allowedHosts as well. */
          openedRanges?: string[];
          /**
           * Where the network plug-in is Cilium: the only names that the proxy can reach, for all servers together, such as
           * `api.example.com` or `*.example.org`. They need deploy/kubernetes/cilium.yaml.
           */
          ciliumNames?: string[];
        };
        /** Prefixes of images that may run, such as `registry.example.com/`. Default: all. */
        registries?: string[];
        /** Names of Secrets in the zones, and in the proxy's namespace, with credentials of image registries. */
        pullSecrets?: string[];
        /** Secrets of profiles that are objects in the zone, kept by somebody else: the gateway never reads them. */
        secrets?: {
          [secret: string]: {
            name: string;
            key: string;
            /** Entity refs of the servers that it is for. */
            servers: string[];
          };
        };
        /** Named volumes of profiles. */
        volumes?: {
          /** Claims that are the volumes of these names, for every server that names them. */
          claims?: { [name: string]: string };
          /** Default: the cluster's */
          storageClass?: string;
          /** Default: ReadWriteOnce */
          accessMode?: 'ReadWriteOnce' | 'ReadWriteOncePod' | 'ReadWriteMany';
        };
        /** The number of the user and group that servers run as. Never root. Default: 65532 */
        user?: number;
        /** Pods have user namespaces of their own, where the cluster can. Default: false */
        userNamespaces?: boolean;
        /** `verify`: servers start only where a pod has shown that network policies are enforced. Default: verify */
        networkPolicies?: 'verify' | 'trust';
        /** Profiles may open every public host by https (`insecure_allow_all`). Default: false */
        allowEverything?: boolean;
        /** Bounds of profiles that say nothing, as for the sandbox driver. */
        limits?: {
          memoryBytes?: number;
          pids?: number;
          cpu?: number;
          openFiles?: number;
          fileBytes?: number;
          tmpBytes?: number;
          diskBytes?: number;
        };
        /** How long a pod may take until its server runs. Default: 120 */
        startSeconds?: number;
      };
    };
  };
}
