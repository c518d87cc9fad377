import { createPermissionRule } from '@backstage/plugin-permission-node';
import {
  ACCESS_REQUEST_STATES,
  DATA_CLASSIFICATIONS,
  RISK_TIERS,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import { z } from 'zod';
import { mcpAccessRequestResourceRef } from './mcpAccessRequestResource';

const claimsSchema = z.object({
  claims: z
    .array(z.string())
    .describe('Entity refs, usually of the person and their groups'),
});

const isRequester = createPermissionRule({
  name: 'IS_REQUESTER',
  description:
    'Allow access requests that one of the given entity refs asked for, or that are for one of them',
  resourceRef: mcpAccessRequestResourceRef,
  paramsSchema: claimsSchema,
  apply: (resource, { claims }) =>
    claims.includes(resource.requestedBy) || claims.includes(resource.subject),
  toQuery: ({ claims }) => ({
    anyOf: [
      { key: 'requestedBy', values: claims },
      { key: 'subject', values: claims },
    ],
  }),
});

const isRequestedServerOwner = createPermissionRule({
  name: 'IS_SERVER_OWNER',
  description:
    'Allow access requests for servers that one of the given entity refs owns',
  resourceRef: mcpAccessRequestResourceRef,
  paramsSchema: claimsSchema,
  apply: (resource, { claims }) => claims.includes(resource.owner),
  toQuery: ({ claims }) => ({ key: 'owner', values: claims }),
});

const hasRequestedRiskTier = createPermissionRule({
  name: 'HAS_RISK_TIER',
  description: 'Allow access requests for servers with one of the risk tiers',
  resourceRef: mcpAccessRequestResourceRef,
  paramsSchema: z.object({ tiers: z.array(z.enum(RISK_TIERS)) }),
  apply: (resource, { tiers }) =>
    tiers.some(tier => tier === resource.riskTier),
  toQuery: ({ tiers }) => ({ key: 'riskTier', values: tiers }),
});

const hasRequestedDataClassification = createPermissionRule({
  name: 'HAS_DATA_CLASSIFICATION',
  description:
    'Allow access requests for servers with one of the data classifications',
  resourceRef: mcpAccessRequestResourceRef,
  paramsSchema: z.object({
    classifications: z.array(z.enum(DATA_CLASSIFICATIONS)),
  }),
  apply: (resource, { classifications }) =>
    classifications.some(item => item === resource.dataClassification),
  toQuery: ({ classifications }) => ({
    key: 'dataClassification',
    values: classifications,
  }),
});

const hasRequestStatus = createPermissionRule({
  name: 'HAS_STATUS',
  description: 'Allow access requests with one of the statuses',
  resourceRef: mcpAccessRequestResourceRef,
  paramsSchema: z.object({ statuses: z.array(z.enum(ACCESS_REQUEST_STATES)) }),
  apply: (resource, { statuses }) =>
    statuses.some(status => status === resource.status),
  toQuery: ({ statuses }) => ({ key: 'status', values: statuses }),
});

/**
 * The rules about access requests.
 *
 * @public
 */
export const mcpAccessRequestRules = {
  isRequester,
  isServerOwner: isRequestedServerOwner,
  hasRiskTier: hasRequestedRiskTier,
  hasDataClassification: hasRequestedDataClassification,
  hasStatus: hasRequestStatus,
};
