import type { RuntimeDriverStatus } from '@sallyport/backstage-plugin-mcp-gateway-node';
import type {
  KubernetesSettings,
  ZoneSettings,
} from '../settings/KubernetesSettings';
import type { Problem, ZoneState } from '../zone/ZoneState';

const NOTHING_KEPT = {
  memory: 'none',
  pids: 'none',
  cpu: 'none',
  disk: 'none',
} as const;

/** What a driver can do, by how its zones are. One that is ready is enough: the others' servers say why they do not start. Pure. */
export function driverStatus(
  settings: Pick<
    KubernetesSettings,
    'requireHardLimits' | 'networkPolicies' | 'userNamespaces'
  >,
  zones: readonly { zone: ZoneSettings; state: ZoneState }[],
): RuntimeDriverStatus {
  const problems: Problem[] = zones.flatMap(({ state }) =>
    state.ready ? [] : state.problems,
  );
  const ready = zones.flatMap(({ zone, state }) =>
    state.ready ? [{ zone, state }] : [],
  );
  const boundsPids = ready.every(({ state }) => state.pidsMax !== undefined);
  if (ready.length > 0 && !boundsPids && settings.requireHardLimits) {
    return {
      ready: false,
      bounds: NOTHING_KEPT,
      problems: [
        ...problems,
        {
          text: 'Nodes do not bound the processes of a pod, or nobody looked, and mcpGateway.runtimes.requireHardLimits asks for it.',
          remedy:
            'Set podPidsLimit of the kubelet, and networkPolicies: verify, or set requireHardLimits: false.',
        },
      ],
    };
  }
  if (ready.length === 0) {
    return { ready: false, bounds: NOTHING_KEPT, problems };
  }
  const classes = ready.map(({ zone }) => zone.runtimeClass);
  return {
    ready: true,
    tier: [
      'pod',
      'restricted',
      settings.networkPolicies === 'verify'
        ? 'networkpolicy'
        : 'networkpolicy-unverified',
      ...(settings.userNamespaces ? ['userns'] : []),
      ...(classes.every(name => name !== undefined)
        ? [...new Set(classes as string[])]
        : []),
    ].join('+'),
    bounds: {
      memory: 'hard',
      cpu: 'hard',
      pids: boundsPids ? 'hard' : 'none',
      disk: 'watched',
    },
    problems,
  };
}
