import type { ProbeFindings } from '../egress/programs/probe';
import type { Problem } from './ZoneState';

const REMEDY_POLICIES =
  'Install a network plug-in that enforces network policies (Calico, Cilium, Antrea and others do). Only where something else keeps pods apart: mcpGateway.runtimes.kubernetes.networkPolicies: trust.';

/** What a pod's findings say against its zone; empty: it holds. Pure. */
export function judgeFindings(found: ProbeFindings): Problem[] {
  const problems: Problem[] = [];
  const say = (isSo: boolean, text: string, remedy: string) => {
    if (isSo) problems.push({ text, remedy });
  };
  say(
    found.witness,
    'Network policies are not enforced in this cluster: a pod reached what its policy forbids.',
    REMEDY_POLICIES,
  );
  say(
    found.apiServer && !found.witness,
    'Pods of servers can reach the API server of the cluster.',
    'Look for policies that add to ours, and whether the network plug-in leaves the node’s own addresses open.',
  );
  say(
    found.metadata && !found.witness,
    'Pods of servers can reach the metadata address of the cloud (169.254.169.254).',
    'Close it on the nodes (hop limit 1, or a policy of the network plug-in for the host).',
  );
  say(
    !found.proxy,
    'A pod cannot reach the egress proxy, so that nothing can be said of the network.',
    'Look at the pods of the proxy (kubectl get pods in its namespace), and whether the image can be pulled.',
  );
  const isConfined =
    /^0+$/.test(found.capabilities) &&
    found.noNewPrivileges &&
    found.seccomp &&
    found.user !== 0 &&
    !found.rootWritable;
  say(
    !isConfined,
    'A pod is not confined as its manifest says.',
    'Look at the runtime of the nodes, and at admission webhooks that change pods.',
  );
  return problems;
}
