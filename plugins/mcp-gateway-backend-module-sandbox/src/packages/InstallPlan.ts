import type { ProfileEgress } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { EgressPlan } from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { SandboxPlan } from '../plan/SandboxPlan';

/** What an installation needs: its sandbox, and where it may go. */
export interface InstallPlan {
  readonly plan: SandboxPlan;
  readonly reach: ProfileEgress;
  readonly egress: EgressPlan;
}
