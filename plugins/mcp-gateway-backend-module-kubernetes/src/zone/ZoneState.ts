import type { RuntimeDriverStatus } from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { ProxyAddress } from '../manifests/egressBridge';

/** What is missing, and what to do about it. */
export type Problem = RuntimeDriverStatus['problems'][number];

/** How a zone is. */
export type ZoneState =
  | {
      readonly ready: true;
      readonly proxy: ProxyAddress;
      /** Processes that a node lets a pod have; absent: as many as it likes, or nobody looked. */
      readonly pidsMax?: number;
      /** Whether a pod has shown that network policies are enforced. */
      readonly isVerified: boolean;
    }
  | { readonly ready: false; readonly problems: readonly Problem[] };
