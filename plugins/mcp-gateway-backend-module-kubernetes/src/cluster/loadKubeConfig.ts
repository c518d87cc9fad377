import { existsSync } from 'node:fs';
import { KubeConfig } from '@kubernetes/client-node';
import type { ClusterSettings } from '../settings/KubernetesSettings';

/** Where a pod finds who it is. */
const ACCOUNT_TOKEN = '/var/run/secrets/kubernetes.io/serviceaccount/token';

/** How to reach a cluster. @throws Error where the configuration names nothing that is there. */
export function loadKubeConfig(settings: ClusterSettings): KubeConfig {
  const config = new KubeConfig();
  if (settings.kubeconfig) config.loadFromFile(settings.kubeconfig);
  else if (!settings.context && existsSync(ACCOUNT_TOKEN)) {
    config.loadFromCluster();
  } else config.loadFromDefault();
  if (settings.context) {
    if (!config.getContexts().some(({ name }) => name === settings.context)) {
      throw new Error(
        `The kubeconfig of the cluster '${settings.name}' has no context '${settings.context}'`,
      );
    }
    config.setCurrentContext(settings.context);
  }
  if (!config.getCurrentCluster()) {
    throw new Error(
      `There is no kubeconfig for the cluster '${settings.name}', and this is no pod`,
    );
  }
  return config;
}
