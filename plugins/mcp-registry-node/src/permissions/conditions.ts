import { createConditionExports } from '@backstage/plugin-permission-node';
import { mcpAccessRequestRules } from './accessRequestRules';
import { mcpAccessRequestResourceRef } from './mcpAccessRequestResource';
import { mcpServerResourceRef } from './mcpServerResource';
import { mcpServerRules } from './serverRules';

const server = createConditionExports({
  resourceRef: mcpServerResourceRef,
  rules: mcpServerRules,
});
const accessRequest = createConditionExports({
  resourceRef: mcpAccessRequestResourceRef,
  rules: mcpAccessRequestRules,
});

/**
 * Conditions about servers, for permission policies.
 *
 * @public
 */
export const mcpServerConditions = server.conditions;

/**
 * Makes a conditional decision about servers.
 *
 * @public
 */
export const createMcpServerConditionalDecision =
  server.createConditionalDecision;

/**
 * Conditions about access requests, for permission policies.
 *
 * @public
 */
export const mcpAccessRequestConditions = accessRequest.conditions;

/**
 * Makes a conditional decision about access requests.
 *
 * @public
 */
export const createMcpAccessRequestConditionalDecision =
  accessRequest.createConditionalDecision;
