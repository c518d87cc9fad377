import type { V1Container } from '@kubernetes/client-node';
import type { EgressPlan } from '@sallyport/backstage-plugin-mcp-gateway-node';
import { CONTAINERS, INSIDE, PROGRAM } from './inside';
import { containerSecurity } from './security';

/** Sent by whoever runs the proxy; without it nothing is let through. */
export interface ProxyAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * The side-car that listens inside a pod on behalf of its server, and hands on to the proxy. It alone has the pass; all
 * that the server can do is connect to it. It is there before the server begins, and ends after it. Pure.
 */
export function egressBridge(options: {
  image: string;
  plan: EgressPlan;
  proxy: ProxyAddress;
}): V1Container {
  const { image, plan, proxy } = options;
  return {
    name: CONTAINERS.egress,
    image,
    imagePullPolicy: 'IfNotPresent',
    restartPolicy: 'Always',
    command: [...PROGRAM, 'bridge'],
    env: [
      { name: 'SALLYPORT_LISTENERS', value: JSON.stringify(plan.listeners) },
      { name: 'SALLYPORT_PROXY', value: `${proxy.host} ${proxy.port}` },
      { name: 'SALLYPORT_PASS_FILE', value: `${INSIDE.pass}/pass` },
    ],
    volumeMounts: [{ name: 'pass', mountPath: INSIDE.pass, readOnly: true }],
    startupProbe: {
      exec: { command: [...PROGRAM, 'ready'] },
      periodSeconds: 1,
      failureThreshold: 30,
    },
    resources: {
      requests: { cpu: '10m', memory: '48Mi', 'ephemeral-storage': '16Mi' },
      limits: { cpu: '500m', memory: '128Mi', 'ephemeral-storage': '64Mi' },
    },
    securityContext: containerSecurity(),
  };
}
