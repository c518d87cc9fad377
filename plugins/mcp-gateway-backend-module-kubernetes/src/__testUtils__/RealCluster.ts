import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import type { TestCluster } from './TestCluster';

const ROOT = join(__dirname, '../../../..');

/** The cluster that KUBECONFIG names, with the shipped manifest applied and the gateway's own account for the driver. */
export class RealCluster implements TestCluster {
  static async open(): Promise<RealCluster> {
    for (const name of ['sallyport', 'forward']) {
      kubectl('apply', '-f', join(ROOT, `deploy/kubernetes/${name}.yaml`));
    }
    const token = kubectl(
      ...['-n', 'sallyport', 'create', 'token', 'sallyport-gateway'],
      '--duration=2h',
    ).trim();
    return new RealCluster(token);
  }

  readonly kind = 'cluster';
  readonly driver: KubeConfig;
  readonly admin = new KubeConfig();
  readonly image = wanted('SALLYPORT_TEST_IMAGE');
  readonly egressImage = wanted('SALLYPORT_TEST_EGRESS_IMAGE');
  readonly ranges = process.env.SALLYPORT_TEST_GATEWAY_RANGES?.split(',');

  private constructor(token: string) {
    this.admin.loadFromDefault();
    const cluster = this.admin.getCurrentCluster();
    if (!cluster) throw new Error('KUBECONFIG has no current cluster');
    this.driver = new KubeConfig();
    this.driver.loadFromOptions({
      clusters: [cluster],
      users: [{ name: 'gateway', token }],
      contexts: [{ name: 'gateway', cluster: cluster.name, user: 'gateway' }],
      currentContext: 'gateway',
    });
  }

  /** What was applied stays: it is what an installation has. */
  async close(): Promise<void> {}
}

function kubectl(...args: string[]): string {
  const { status, stdout, stderr, error } = spawnSync('kubectl', args, {
    encoding: 'utf8',
  });
  if (status !== 0) throw error ?? new Error(`kubectl ${args[0]}: ${stderr}`);
  return stdout;
}

function wanted(name: string): string {
  const value = process.env[name];
  if (!value) {
    throw new Error(
      `${name} has to name an image, pinned by its digest, that the cluster can pull`,
    );
  }
  return value;
}
