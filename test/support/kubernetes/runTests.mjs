// `npm run test:kubernetes`: the tests of the driver on the cluster that KUBECONFIG names, else on the simulator. Its last
// line says which it was.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..', '..');
const { KUBECONFIG, KUBEBUILDER_ASSETS } = process.env;
const isNamed = KUBECONFIG !== undefined && KUBECONFIG !== '';
if (isNamed && !KUBECONFIG.split(':').some(path => existsSync(path))) {
  process.stderr.write(`There is no ${KUBECONFIG}\n`);
  process.exit(1);
}
if (!isNamed && KUBEBUILDER_ASSETS) {
  process.stderr.write(
    'KUBEBUILDER_ASSETS has an API server without nodes, where no server can run: NOT RUN there. Name a cluster with KUBECONFIG.\n',
  );
}
const kind = isNamed ? 'cluster' : 'simulator';
const { status } = spawnSync(
  join(root, 'node_modules', '.bin', 'backstage-cli'),
  [
    ...['repo', 'test', '--watchAll=false', '--maxWorkers=1'],
    'plugins/mcp-gateway-backend-module-kubernetes/src/driver',
  ],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, SALLYPORT_TEST_KUBERNETES: kind },
  },
);
process.stdout.write(
  `The driver kubernetes, on: ${kind}${
    isNamed ? '' : ' (a real cluster: NOT RUN)'
  }\n`,
);
process.exit(status ?? 1);
