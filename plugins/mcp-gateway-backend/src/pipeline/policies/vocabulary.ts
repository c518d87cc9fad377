/**
 * What policies may speak of: ToolHive's words, and what only a portal knows. A word that is not here is a mistake:
 * it would never match, silently.
 */
export const vocabulary = {
  entityTypes: new Set([
    'Action',
    'Client',
    'FeatureType',
    'MCP',
    'Prompt',
    'Resource',
    'THVGroup',
    'Tool',
  ]),
  actions: new Set([
    'call_tool',
    'get_prompt',
    'read_resource',
    // ToolHive names them; what is in a list is asked one by one.
    'list_tools',
    'list_prompts',
    'list_resources',
  ]),
  /** Attributes by variable; each of the patterns names a family. */
  attributes: {
    principal: /^(claim_|claimset_).+$/,
    resource:
      /^(arg_.+|name|operation|feature|uri|readOnlyHint|destructiveHint|idempotentHint|openWorldHint|effect|server|owner|ownerRef|dataClassification|dataClassificationLevel|risk|riskLevel)$/,
    context: /^(claim_|claimset_|arg_).+$/,
  },
} as const;
