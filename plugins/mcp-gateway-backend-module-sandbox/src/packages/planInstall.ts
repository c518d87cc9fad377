import { posix } from 'node:path';
import {
  egressPlan,
  type EgressPlan,
  type NpmRun,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import { type Machine, planSandbox } from '../plan/planSandbox';
import type { SandboxPlan } from '../plan/SandboxPlan';

const NPM = '/opt/npm';

/** A sandbox that npm of this machine runs in. Pure. */
export function planInstall(options: {
  machine: Machine;
  /** npm's folder. */
  npm: string;
  run: NpmRun;
}): { plan: SandboxPlan; egress: EgressPlan } {
  const { machine, npm, run } = options;
  const egress = egressPlan(run.reach);
  const isInSystem = npm.startsWith('/usr/');
  const cli = posix.join(isInSystem ? npm : NPM, 'bin', 'npm-cli.js');
  const plan = planSandbox({
    machine,
    profile: {},
    egress,
    mounts: [
      { source: run.folder, inside: run.inside, isWritable: true },
      ...(isInSystem ? [] : [{ source: npm, inside: NPM, isWritable: false }]),
    ],
    tmpBytes: run.limits.tmpBytes,
    env: run.env,
    secrets: {},
    command: [machine.node, cli, ...run.args],
  });
  const files = Object.entries(run.files).map(([inside, content]) => ({
    ...{ inside, content, mode: '0400' },
  }));
  return {
    egress,
    plan: { ...plan, cwd: run.inside, files: [...plan.files, ...files] },
  };
}
