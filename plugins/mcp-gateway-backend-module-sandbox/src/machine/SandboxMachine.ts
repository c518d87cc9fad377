import type { RuntimeDriverStatus } from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { Gvisor } from '../gvisor/behindGvisor';
import type { Cgroups } from '../limits/Cgroups';
import type { Machine } from '../plan/planSandbox';
import type { ServiceUser } from './ServiceUser';

/** A machine that sandboxes can be made on: what was found, and how bounds are kept. */
export interface SandboxMachine extends Machine {
  readonly bwrap: string;
  readonly nsenter: string;
  readonly prlimit: string;
  /** Node's file on the machine. */
  readonly hostNode: string;
  readonly user?: ServiceUser;
  readonly seccomp: Buffer;
  /** Absent: bounds are kept by rlimits and by watching. */
  readonly cgroups?: Cgroups;
  /** Present: servers run behind it. */
  readonly gvisor?: Gvisor;
  readonly tier: string;
  readonly bounds: RuntimeDriverStatus['bounds'];
}

/** What is missing, and what to do about it. */
export type Problem = RuntimeDriverStatus['problems'][number];
