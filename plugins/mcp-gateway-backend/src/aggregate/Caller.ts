import type { DecisionInput } from '@sallyport/backstage-plugin-mcp-gateway-common';

/** Who calls, and what the portal's permission policy said of them. */
export type Caller = Pick<
  DecisionInput,
  'principal' | 'permission' | 'clients'
>;
