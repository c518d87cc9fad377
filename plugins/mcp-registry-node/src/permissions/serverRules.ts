import { createPermissionRule } from '@backstage/plugin-permission-node';
import {
  DATA_CLASSIFICATIONS,
  RISK_TIERS,
  SERVER_STATUSES,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import { z } from 'zod';
import { mcpServerResourceRef } from './mcpServerResource';

const isServerOwner = createPermissionRule({
  name: 'IS_SERVER_OWNER',
  description: 'Allow servers that one of the given entity refs owns',
  resourceRef: mcpServerResourceRef,
  paramsSchema: z.object({
    claims: z
      .array(z.string())
      .describe('Entity refs, usually of the person and their groups'),
  }),
  apply: (resource, { claims }) => claims.includes(resource.owner),
  toQuery: ({ claims }) => ({ key: 'owner', values: claims }),
});

const hasRiskTier = createPermissionRule({
  name: 'HAS_RISK_TIER',
  description: 'Allow servers with one of the given risk tiers',
  resourceRef: mcpServerResourceRef,
  paramsSchema: z.object({ tiers: z.array(z.enum(RISK_TIERS)) }),
  apply: (resource, { tiers }) => tiers.includes(resource.riskTier),
  toQuery: ({ tiers }) => ({ key: 'riskTier', values: tiers }),
});

const hasDataClassification = createPermissionRule({
  name: 'HAS_DATA_CLASSIFICATION',
  description: 'Allow servers with one of the given data classifications',
  resourceRef: mcpServerResourceRef,
  paramsSchema: z.object({
    classifications: z.array(z.enum(DATA_CLASSIFICATIONS)),
  }),
  apply: (resource, { classifications }) =>
    classifications.includes(resource.dataClassification),
  toQuery: ({ classifications }) => ({
    key: 'dataClassification',
    values: classifications,
  }),
});

const hasStatus = createPermissionRule({
  name: 'HAS_STATUS',
  description: 'Allow servers with one of the given statuses',
  resourceRef: mcpServerResourceRef,
  paramsSchema: z.object({ statuses: z.array(z.enum(SERVER_STATUSES)) }),
  apply: (resource, { statuses }) => statuses.includes(resource.status),
  toQuery: ({ statuses }) => ({ key: 'status', values: statuses }),
});

/**
 * The rules about servers.
 *
 * @public
 */
export const mcpServerRules = {
  isServerOwner,
  hasRiskTier,
  hasDataClassification,
  hasStatus,
};
