/**
 * What other backend plugins use of the registry: the access door's client, permission resource types and their rules, and the
 * extension point for checks of revisions.
 *
 * @packageDocumentation
 */
export { mcpRegistryApprovalPoliciesExtensionPoint } from './approvals/mcpRegistryApprovalPoliciesExtensionPoint';
export type { McpRegistryApprovalPoliciesExtensionPoint } from './approvals/mcpRegistryApprovalPoliciesExtensionPoint';
export { mcpRegistryChecksExtensionPoint } from './checks/mcpRegistryChecksExtensionPoint';
export type { McpRegistryChecksExtensionPoint } from './checks/mcpRegistryChecksExtensionPoint';
export type {
  CheckSubject,
  OtherServer,
  RevisionCheck,
} from './checks/RevisionCheck';
export type {
  AccessChange,
  AccessChangePage,
  AccessDocumentAnswer,
  McpRegistryService,
  NewReaction,
  PlacedReaction,
} from './service/McpRegistryService';
export { mcpRegistryServiceRef } from './service/mcpRegistryServiceRef';
export { mcpAccessRequestRules } from './permissions/accessRequestRules';
export {
  createMcpAccessRequestConditionalDecision,
  createMcpServerConditionalDecision,
  mcpAccessRequestConditions,
  mcpServerConditions,
} from './permissions/conditions';
export { mcpAccessRequestResourceRef } from './permissions/mcpAccessRequestResource';
export type {
  McpAccessRequestFilter,
  McpAccessRequestResource,
} from './permissions/mcpAccessRequestResource';
export { mcpServerResourceRef } from './permissions/mcpServerResource';
export type {
  McpServerFilter,
  McpServerResource,
} from './permissions/mcpServerResource';
export { requireSetupReader } from './permissions/requireSetupReader';
export { mcpServerRules } from './permissions/serverRules';
export type {
  DefinitionSource,
  SourceChange,
  SourcePerson,
  SourceState,
} from './gitops/DefinitionSource';
export type {
  ReviewEvidence,
  ReviewEvidenceSource,
} from './gitops/ReviewEvidence';
export { ImportRefusal } from './gitops/ImportRefusal';
export { mcpRegistryGitOpsExtensionPoint } from './gitops/mcpRegistryGitOpsExtensionPoint';
export type { McpRegistryGitOpsExtensionPoint } from './gitops/mcpRegistryGitOpsExtensionPoint';
