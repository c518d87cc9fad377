import type { V1EnvVar, V1Pod, V1PodSpec } from '@kubernetes/client-node';
import type { RuntimeLimits } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { EgressPlan } from '@sallyport/backstage-plugin-mcp-gateway-node';
import type {
  KubernetesSettings,
  ZoneSettings,
} from '../settings/KubernetesSettings';
import { egressBridge, type ProxyAddress } from './egressBridge';
import { escapeDollars } from './escapeDollars';
import { CONTAINERS, GATE, INSIDE } from './inside';
import { ANNOTATIONS, EGRESS_LABEL, labelsOf, OWN } from './labels';
import { bytes, cores } from './quantities';
import { PASS_ENTRY, type RuntimeSecretParts } from './runtimeSecrets';
import type { RuntimeVolumes } from './runtimeVolumes';
import { containerSecurity, podSecurity } from './security';

/** What runtimes are, and may do nothing as. */
export const RUNTIME_ACCOUNT = 'sallyport-runtime';
/** Of its bound, what a runtime is sure to get. */
const SURE = { memory: 0.25, cpu: 0.1 };
const PLAIN_VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Everything that the pod of one runtime is made of. */
export interface RuntimePodOptions {
  readonly name: string;
  readonly runtimeId: string;
  readonly owner: string;
  readonly serverRef: string;
  readonly zone: ZoneSettings;
  readonly settings: Pick<
    KubernetesSettings,
    'instance' | 'pullSecrets' | 'user' | 'userNamespaces' | 'egress'
  >;
  readonly image: string;
  readonly command?: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly limits: Required<RuntimeLimits>;
  readonly volumes: RuntimeVolumes;
  readonly secrets: RuntimeSecretParts;
  readonly plan: EgressPlan;
  readonly proxy: ProxyAddress;
}

/**
 * The pod of one runtime. It is never started anew by the cluster: a server that ended has lost its sessions, and the
 * gateway decides what comes next. Pure.
 *
 * @throws Error where something cannot be said in a pod.
 */
export function runtimePod(options: RuntimePodOptions): V1Pod {
  const { name, runtimeId, owner, serverRef, zone, settings, plan } = options;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: zone.namespace,
      labels: {
        ...labelsOf(settings, 'runtime'),
        [`${OWN}/zone`]: zone.name,
        ...(plan.listeners.length > 0 && { [EGRESS_LABEL]: 'proxy' }),
      },
      annotations: {
        [ANNOTATIONS.runtime]: runtimeId,
        [ANNOTATIONS.owner]: owner,
        [ANNOTATIONS.server]: serverRef,
        // Whoever tidies up nodes asks first: its sessions would be lost.
        'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false',
      },
    },
    spec: { ...confinement(options), ...contents(options) },
  };
}

/** The same for all runtimes, whatever their profile says. */
function confinement({
  settings,
  zone,
}: RuntimePodOptions): Partial<V1PodSpec> {
  return {
    restartPolicy: 'Never',
    schedulingGates: [{ name: GATE }],
    serviceAccountName: RUNTIME_ACCOUNT,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    shareProcessNamespace: false,
    hostNetwork: false,
    hostPID: false,
    hostIPC: false,
    ...(settings.userNamespaces && { hostUsers: false }),
    ...(zone.runtimeClass && { runtimeClassName: zone.runtimeClass }),
    ...(settings.pullSecrets.length > 0 && {
      imagePullSecrets: settings.pullSecrets.map(name => ({ name })),
    }),
    // Nobody answers there: names are those of the hosts file.
    dnsPolicy: 'None',
    dnsConfig: { nameservers: ['127.0.0.1'] },
    terminationGracePeriodSeconds: 30,
    securityContext: {
      ...podSecurity(settings.user),
      // Listeners stand at the ports that destinations have.
      sysctls: [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '0' }],
    },
  };
}

function contents(options: RuntimePodOptions): Pick<V1PodSpec, 'containers'> {
  const { image, command, args, limits, plan, volumes, secrets } = options;
  const { settings, proxy, name } = options;
  const hasEgress = plan.listeners.length > 0;
  return {
    ...(hasEgress && {
      initContainers: [
        egressBridge({ image: settings.egress.image, plan, proxy }),
      ],
      hostAliases: plan.hosts
        .filter(([, host]) => host !== 'localhost')
        .map(([ip, host]) => ({ ip, hostnames: [host] })),
    }),
    containers: [
      {
        name: CONTAINERS.server,
        image,
        imagePullPolicy: 'IfNotPresent',
        ...(command !== undefined && { command: [escapeDollars(command)] }),
        args: args.map(escapeDollars),
        env: environment(options),
        stdin: true,
        // When nobody is attached any more, its input ends.
        stdinOnce: true,
        tty: false,
        resources: {
          requests: {
            cpu: cores(limits.cpu * SURE.cpu),
            memory: bytes(limits.memoryBytes * SURE.memory),
            'ephemeral-storage': '16Mi',
          },
          limits: {
            cpu: cores(limits.cpu),
            memory: bytes(limits.memoryBytes),
            // Its root cannot be written to: this is what the cluster keeps of its log.
            'ephemeral-storage': '128Mi',
          },
        },
        volumeMounts: [
          { name: 'tmp', mountPath: INSIDE.tmp },
          ...(secrets.volumes.length > 0
            ? [{ name: 'secrets', mountPath: INSIDE.secrets, readOnly: true }]
            : []),
          ...volumes.mounts,
        ],
        securityContext: containerSecurity(),
      },
    ],
    volumes: [
      {
        name: 'tmp',
        emptyDir: { medium: 'Memory', sizeLimit: bytes(limits.tmpBytes) },
      },
      ...secrets.volumes,
      ...(hasEgress
        ? [
            {
              name: 'pass',
              secret: {
                secretName: name,
                defaultMode: 0o400,
                items: [{ key: PASS_ENTRY, path: 'pass' }],
              },
            },
          ]
        : []),
      ...volumes.volumes,
    ],
  } as Pick<V1PodSpec, 'containers'>;
}

function environment({ env, secrets, plan }: RuntimePodOptions): V1EnvVar[] {
  const plain = {
    HOME: INSIDE.tmp,
    TMPDIR: INSIDE.tmp,
    LANG: 'C.UTF-8',
    ...env,
  };
  const own = new Set(secrets.env.map(({ name }) => name));
  const all = { ...plain, ...plan.env };
  for (const [name, value] of Object.entries(all)) {
    if (!PLAIN_VARIABLE.test(name)) {
      throw new Error(`'${name}' is no name of a variable`);
    }
    if (value.includes('\0')) {
      throw new Error(`The value of ${name} has a NUL character`);
    }
  }
  return [
    ...Object.entries(all)
      .filter(([name]) => !own.has(name))
      .map(([name, value]) => ({ name, value: escapeDollars(value) })),
    ...secrets.env,
  ];
}
