/**
 * What the registry, the portal and the catalog agree on: the entity, permissions and the registry's API.
 *
 * @packageDocumentation
 */
export {
  APPROVAL_CHANGES,
  AUTOMATIC_CHANGES,
} from './approval/changes/APPROVAL_CHANGES';
export type { ApprovalChange } from './approval/changes/APPROVAL_CHANGES';
export { classifyChanges } from './approval/changes/classifyChanges';
export type { ClassifiedChanges } from './approval/changes/classifyChanges';
export {
  approvalPolicySchema,
  approvalRuleSchema,
  CHECK_FACTS,
} from './approval/policy/approvalPolicySchema';
export type {
  ApprovalAlternative,
  ApprovalPolicy,
  ApprovalPolicyInput,
  ApprovalPolicyVersion,
  ApprovalRule,
  ApprovalStep,
  ApprovalUnder,
  CheckFact,
} from './approval/policy/approvalPolicySchema';
export { readApprovalPolicy } from './approval/policy/readApprovalPolicy';
export { BUILT_IN_POLICY } from './approval/policy/readPolicyBy';
export { isAutomatic } from './approval/policy/ruleProblems';
export {
  ACCESS_EFFECTS,
  ACCESS_KINDS,
  ACCESS_ORIGINS,
  ACCESS_SUBJECTS,
  accessPolicySchema,
} from './approval/access/accessPolicySchema';
export type {
  AccessEffect,
  AccessKind,
  AccessOrigin,
  AccessPolicy,
  AccessPolicyInput,
  AccessPolicyVersion,
  AccessRule,
  AccessSubject,
} from './approval/access/accessPolicySchema';
export { evaluateAccess } from './approval/access/evaluateAccess';
export { originOf } from './approval/access/originOf';
export { readAccessPolicy } from './approval/access/readAccessPolicy';
export { NO_RULE_REASONS } from './approval/access/types';
export type {
  AccessFacts,
  AccessInput,
  AccessState,
  NoRuleReason,
} from './approval/access/types';
export { APPROVAL_PARTIES } from './approval/policy/policyParts';
export { evaluateApproval } from './approval/evaluate/evaluateApproval';
export { missingOf } from './approval/evaluate/judgeRule';
export type {
  AlternativeState,
  ApprovalFacts,
  ApprovalInput,
  ApprovalNeed,
  ApprovalReview,
  ApprovalState,
  AutomaticReview,
  DecidedFacts,
  RuleState,
  StepState,
} from './approval/evaluate/types';
export {
  certificateEvidenceSchema,
  seenCertificateSchema,
} from './checks/certificate/certificateEvidence';
export type {
  CertificateEvidence,
  SeenCertificate,
} from './checks/certificate/certificateEvidence';
export { CERTIFICATE_MANIFEST } from './checks/certificate/certificateManifest';
export { checkCertificate } from './checks/certificate/checkCertificate';
export { CHECK_OUTCOMES } from './checks/types';
export type {
  CheckFinding,
  CheckManifest,
  CheckOutcome,
  CheckResult,
  FoundVulnerability,
} from './checks/types';
export { findingKey } from './checks/exceptions/findingKey';
export type { NamedFinding } from './checks/exceptions/findingKey';
export { goodUntil } from './checks/exceptions/goodUntil';
export {
  EXCEPTION_REASONS,
  EXCEPTION_SCOPES,
  isHarmless,
  VEX_JUSTIFICATIONS,
} from './checks/exceptions/reasons';
export type {
  ExceptionReason,
  ExceptionScope,
  VexJustification,
} from './checks/exceptions/reasons';
export { toOpenVex } from './checks/exceptions/toOpenVex';
export type {
  OpenVexDocument,
  OpenVexStatement,
  VexSource,
} from './checks/exceptions/toOpenVex';
export { gate } from './checks/gate/gate';
export { isDataStale } from './checks/gate/isDataStale';
export { GATE_REASONS } from './checks/gate/types';
export type {
  GateDecision,
  GateException,
  GateInput,
  GateReason,
  GateReasonCode,
  GateResult,
} from './checks/gate/types';
export {
  ANONYMOUS_ANSWERS,
  probeObservationsSchema,
} from './checks/observations';
export type { ProbeObservations } from './checks/observations';
export { outcomeOf } from './checks/outcomeOf';
export { checkReach, REACH_MANIFEST } from './checks/reach/checkReach';
export { checkRemote, REMOTE_MANIFEST } from './checks/remote/checkRemote';
export { whereIs } from './checks/remote/whereIs';
export type { Whereabouts } from './checks/remote/whereIs';
export { createRegistryApiClient } from './api/client';
export type {
  RegistryApiClient,
  RegistryPaths,
  RegistrySchemas,
} from './api/client';
export {
  DATA_CLASSIFICATIONS,
  isMcpServerEntity,
  mcpSpecSchema,
  packageSchema,
  RISK_TIERS,
  runSchema,
  upstreamSchema,
} from './model/mcpServerEntity';
export type { McpSpec } from './model/mcpServerEntity';
export {
  mcpAccessDecidePermission,
  mcpAccessRequestPermission,
  mcpAccessRevokePermission,
  mcpAuditReadPermission,
  mcpCallBodyReadPermission,
  mcpGatewayPermissions,
  mcpRegistryPermissions,
  mcpServerAdministerPermission,
  mcpServerApprovePermission,
  mcpServerReadPermission,
  mcpServerSubmitPermission,
  mcpServerUsePermission,
  mcpRuntimeAdministerPermission,
  mcpRuntimeReadPermission,
  mcpUsageReadPermission,
  mcpPolicyReadPermission,
  mcpPolicyWritePermission,
  mcpPolicyApprovePermission,
  RESOURCE_TYPE_MCP_ACCESS_REQUEST,
  RESOURCE_TYPE_MCP_SERVER,
} from './permissions/permissions';
export { findLimitProblem } from './limits/findLimitProblem';
export type { LimitProblem } from './limits/findLimitProblem';
export { REGISTRY_ERRORS } from './errors/registryErrors';
export type { RegistryErrorCode } from './errors/registryErrors';
export {
  computeRevisionDigest,
  nameRevision,
  REVISION_FORMULAS,
} from './revision/computeRevisionDigest';
export type {
  NamedRevision,
  RevisionFormula,
} from './revision/computeRevisionDigest';
export { diffRevisions, widens } from './revision/diff/diffRevisions';
export type { ComparedRevision } from './revision/diff/diffRevisions';
export { diffSchemas } from './revision/diff/diffSchemas';
export type { SchemaChange } from './revision/diff/schema/SchemaChange';
export { diffWords } from './revision/diff/diffWords';
export type { WordPart } from './revision/diff/diffWords';
export { markText, visibleText } from './revision/diff/markText';
export type { TextMark } from './revision/diff/markText';
export { REVISION_CHANGES } from './revision/diff/REVISION_CHANGES';
export type { RevisionChangeCode } from './revision/diff/REVISION_CHANGES';
export {
  REVISION_CHANGE_KINDS,
  REVISION_CHANGE_WEIGHTS,
} from './revision/diff/RevisionChange';
export type {
  RevisionChange,
  RevisionChangeKind,
  RevisionChangeWeight,
} from './revision/diff/RevisionChange';
export { snapshotFields } from './revision/snapshotFields';
export type { SnapshotField } from './revision/snapshotFields';
export {
  CONSENT_REASONS,
  CONSENT_SIDES,
  requiredConsents,
} from './revision/requiredConsents';
export type {
  ConsentReason,
  ConsentSide,
  RequiredConsent,
} from './revision/requiredConsents';
export {
  revisionSnapshotSchema,
  snapshotToolSchema,
} from './revision/revisionSnapshot';
export type {
  RevisionSnapshot,
  SnapshotTool,
} from './revision/revisionSnapshot';
export { effectiveRisk, RISK_REASONS } from './revision/effectiveRisk';
export type { EffectiveRisk, RiskReason } from './revision/effectiveRisk';
export {
  DATA_CLASSIFICATION_ANNOTATION,
  readDataClassification,
} from './revision/reachedClassification';
export type { ReachedClassification } from './revision/reachedClassification';
export {
  canonicalDigest,
  listedToolSchema,
  toolEffect,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
export type {
  ListedTool,
  SurfaceTool,
  ToolEffect,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
export { mirroredParameters } from './revision/mirroredParameters';
export { describeTools, snapshotToolSurface } from './revision/toolSurface';
export type { ToolSurface } from './revision/toolSurface';
export {
  ACCESS_REQUEST_EVENTS,
  ACCESS_REQUEST_STATES,
  nextAccessRequestState,
} from './states/accessRequestMachine';
export type {
  AccessRequestEvent,
  AccessRequestState,
} from './states/accessRequestMachine';
export {
  EXCEPTION_EVENTS,
  EXCEPTION_STATES,
  exceptionStateAt,
  nextExceptionState,
} from './states/exceptionMachine';
export type { ExceptionEvent, ExceptionState } from './states/exceptionMachine';
export {
  GRANT_EVENTS,
  GRANT_KINDS,
  GRANT_STATES,
  grantStateAt,
  nextGrantState,
} from './states/grantMachine';
export type { GrantEvent, GrantKind, GrantState } from './states/grantMachine';
export {
  ANSWERABLE_REVIEW_STATES,
  CAMPAIGN_STATES,
  campaignStateOf,
  dueReviewEvent,
  nextReviewItemState,
  REVIEW_ANSWERS,
  REVIEW_ITEM_EVENTS,
  REVIEW_ITEM_STATES,
  WAITING_REVIEW_STATES,
} from './states/reviewMachine';
export type {
  CampaignState,
  ReviewAnswer,
  ReviewItemEvent,
  ReviewItemState,
  ReviewTimes,
} from './states/reviewMachine';
export {
  EMERGENCY_REVIEW_EVENTS,
  EMERGENCY_REVIEW_STATES,
  nextEmergencyReviewState,
} from './states/emergencyReviewMachine';
export type {
  EmergencyReviewEvent,
  EmergencyReviewState,
} from './states/emergencyReviewMachine';
export {
  proposeReview,
  REVIEW_PROPOSAL_REASONS,
} from './reviews/proposeReview';
export type {
  GrantUse,
  ReviewProposal,
  ReviewProposalReason,
} from './reviews/proposeReview';
export {
  nextRevisionState,
  REVISION_EVENTS,
  REVISION_STATES,
} from './states/revisionMachine';
export type { RevisionEvent, RevisionState } from './states/revisionMachine';
export {
  NEW_SERVER_LIFE,
  nextServerLife,
  SERVER_EVENTS,
  SERVED_STATUSES,
  SERVER_STATUSES,
  serverStatus,
} from './states/serverMachine';
export type {
  ServerEvent,
  ServerLife,
  ServerStatus,
} from './states/serverMachine';
export {
  liftObstacle,
  nextStopState,
  STOP_EVENTS,
  STOP_STATES,
  stopStateAt,
} from './states/stopMachine';
export type { StopEvent, StopState } from './states/stopMachine';
export type { Transition } from './states/transition';
export { checkToolSurface } from './checks/surface/checkToolSurface';
export { prepareNames } from './checks/surface/find/knownSkeleton';
export { TOOL_SURFACE_MANIFEST } from './checks/surface/manifest';
export { SURFACE_RULES } from './checks/surface/rules/rules';
export type {
  Clause,
  Piece,
  Place,
  SurfaceRule,
  SurfaceSubjectPrompt,
  SurfaceSubjectTool,
  ToolSurfaceSubject,
} from './checks/surface/types';
export {
  definedServerRef,
  serverDefinitionSchema,
} from './definition/serverDefinition';
export type { ServerDefinition } from './definition/serverDefinition';
export type {
  DefinitionReading,
  FormatRemark,
} from './definition/DefinitionReading';
export { FORMAT_REMARKS } from './definition/FORMAT_REMARKS';
export type { FormatRemarkCode } from './definition/FORMAT_REMARKS';
export type { MissingFacts } from './definition/ImportRemarks';
export { findHostingProblem } from './definition/findHostingProblem';
export {
  definitionToEntity,
  entityToDefinition,
} from './definition/entityFormat';
export { definitionSnapshot } from './definition/definitionSnapshot';
export { definitionToMcpServer } from './definition/toolhive/exportMcpServer';
export type { McpServerExport } from './definition/toolhive/exportMcpServer';
export { mcpServerToDefinition } from './definition/toolhive/importMcpServer';
export { definitionToServerJson } from './definition/serverJson/exportServerJson';
export type { ServerJsonExport } from './definition/serverJson/exportServerJson';
export { serverJsonToDefinition } from './definition/serverJson/importServerJson';
export { FILE_BOUNDS, readDocuments } from './definition/readDocuments';
export {
  DEFINITION_FORMATS,
  readDefinitions,
} from './definition/readDefinitions';
export type {
  DefinitionFile,
  DefinitionFormat,
  DefinitionProblem,
  DefinitionsReading,
  FoundDefinition,
} from './definition/readDefinitions';
export { writeDefinition } from './definition/writeDefinition';
export type { WrittenDefinition } from './definition/writeDefinition';
export { IMPORT_PROBLEMS } from './gitops/IMPORT_PROBLEMS';
export type { ImportProblemCode } from './gitops/IMPORT_PROBLEMS';
export { CHANGE_OUTCOMES } from './gitops/CHANGE_OUTCOMES';
export type { ChangeOutcome } from './gitops/CHANGE_OUTCOMES';
