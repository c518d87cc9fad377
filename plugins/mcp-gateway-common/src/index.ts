/**
 * What the gateway, the registry and the portal agree on: access documents, decisions and the gateway's API.
 *
 * @packageDocumentation
 */
export {
  accessDocumentSchema,
  accessGrantSchema,
  accessToolSchema,
  approvedRevisionSchema,
  toolSelectionSchema,
} from './access/accessDocument';
export type {
  AccessDocument,
  AccessGrant,
  AccessTool,
  ToolSelection,
} from './access/accessDocument';
export {
  approvalConditionSchema,
  enforcedConditionSchema,
} from './access/approvalConditions';
export type {
  ApprovalCondition,
  EnforcedCondition,
} from './access/approvalConditions';
export { approvedUpstreamSchema } from './access/approvedUpstream';
export type { ApprovedUpstream } from './access/approvedUpstream';
export { bodyDigest, callBodySchema } from './audit/body/callBody';
export type { BodyPart, CallBody, HmacSha256 } from './audit/body/callBody';
export { checkBody, shownBodySchema } from './audit/body/checkBody';
export type { BodyProof, ShownBody } from './audit/body/checkBody';
export {
  ARCHIVE_FOLDERS,
  auditExtentSchema,
  EXTENT_FILE,
  KEYS_FILE,
} from './audit/archive/auditExtent';
export type { AuditExtent } from './audit/archive/auditExtent';
export { readTar } from './audit/archive/readTar';
export type { TarFile } from './audit/archive/readTar';
export { TAR_END, tarEntry } from './audit/archive/tarEntry';
export { auditEventSchema } from './audit/auditEvent';
export type { AuditEvent } from './audit/auditEvent';
export { auditTargetOf, auditTypeOf } from './audit/auditVocabulary';
export { formatLine, joinLine } from './audit/chain/formatLine';
export type { FormattedLine } from './audit/chain/formatLine';
export { hashText } from './audit/chain/hashText';
export { parseLine } from './audit/chain/parseLine';
export {
  FIRST_PREV,
  isHash,
  isSeq,
  isWriterId,
  MAX_EVENT_LENGTH,
  MAX_LINE_LENGTH,
} from './audit/chain/types';
export type { ChainLine, ChainPlace, Sha256 } from './audit/chain/types';
export { readSigned } from './audit/checkpoint/readSigned';
export type { ReadSigned } from './audit/checkpoint/readSigned';
export {
  AUDIT_ALGORITHM,
  signCheckpoint,
  signGap,
} from './audit/checkpoint/signAudit';
export type { AuditSigningKey } from './audit/checkpoint/signAudit';
export {
  auditCheckpointSchema,
  auditGapSchema,
  auditHeadSchema,
  MAX_HEADS,
} from './audit/checkpoint/types';
export type {
  AuditCheckpoint,
  AuditGap,
  AuditHead,
} from './audit/checkpoint/types';
export { readAuditLines } from './audit/verify/readAuditLines';
export { AUDIT_FINDINGS } from './audit/verify/types';
export type {
  AuditFinding,
  AuditFindingKind,
  AuditLine,
  AuditReport,
  VerifyOptions,
  WriterSummary,
} from './audit/verify/types';
export { verifyAudit } from './audit/verify/verifyAudit';
export { isServed } from './access/isServed';
export { runtimeUrl } from './access/runtimeUrl';
export { serverCredentialSchema } from './access/serverCredential';
export type { ServerCredential } from './access/serverCredential';
export { blastRadius } from './blastRadius/blastRadius';
export { reachSystems } from './blastRadius/reachSystems';
export type {
  BlastCredential,
  BlastFolder,
  BlastNetwork,
  BlastNote,
  BlastRadius,
  BlastRadiusInput,
  BlastSystem,
  CatalogThing,
} from './blastRadius/types';
export { conceal } from './decision/conceal';
export { canonicalDigest } from './surface/canonicalDigest';
export { describeTool, SURFACE_FORMULA } from './surface/describeTool';
export type { SurfaceTool } from './surface/describeTool';
export { listedToolSchema } from './surface/listedTool';
export type { ListedTool } from './surface/listedTool';
export { sessionEraDigest } from './surface/sessionEraDigest';
export { toolEffect } from './surface/toolEffect';
export type { ToolEffect } from './surface/toolEffect';
export { approvedPrint, printOf } from './drift/toolPrint';
export type { ToolPrint } from './drift/toolPrint';
export {
  departureOf,
  DEPARTURES,
  nextStanding,
  STANDING_REASONS,
} from './drift/toolStanding';
export type {
  Departure,
  StandingReason,
  ToolApproval,
  ToolEvent,
  ToolStanding,
} from './drift/toolStanding';
export {
  CALL_LIMIT_BOUNDS,
  callLimitRuleSchema,
  callLimitsSchema,
  callWeightsSchema,
} from './access/callLimits';
export { effectiveRules } from './access/effectiveRules';
export type {
  CallLimitRule,
  CallLimits,
  CallWeights,
} from './access/callLimits';
export { coversAction } from './decision/coversAction';
export { refuseByConditions } from './decision/decideConditions';
export { decide } from './decision/decide';
export { findGrant } from './decision/findGrant';
export { ActiveStops } from './stops/ActiveStops';
export { originsOf } from './stops/originsOf';
export type { Origins } from './stops/originsOf';
export { publisherOf } from './stops/publisherOf';
export { reachesHost } from './stops/reachesHost';
export {
  MAX_STOP_MESSAGE,
  MAX_STOPS,
  STOP_KINDS,
  stopListSchema,
  stopSchema,
} from './stops/stop';
export type { Stop, StopKind, StopList } from './stops/stop';
export { findTool } from './decision/findTool';
export { explainCall } from './decision/explainCall';
export { holdsGrant } from './decision/holdsGrant';
export { isHeld } from './decision/isHeld';
export { REASONS } from './decision/reasons';
export type { DecisionReason } from './decision/reasons';
export type {
  PermissionEvaluator,
  PermissionVerdict,
} from './decision/PermissionEvaluator';
export type {
  PolicyArguments,
  PolicyEvaluator,
  PolicyItem,
  PolicyRequest,
  PolicyVerdict,
} from './decision/PolicyEvaluator';
export { isLoopbackUrl } from './setup/isLoopbackUrl';
export { isWeakSecret } from './setup/isWeakSecret';
export { SETUP_FINDINGS, SETUP_STATUSES } from './setup/setupFindings';
export type { SetupFinding, SetupStatus } from './setup/setupFindings';
export { toSetupCheck } from './setup/toSetupCheck';
export type { SetupCheckResult } from './setup/toSetupCheck';
export { toolFilter } from './decision/toolFilter';
export type {
  CallAction,
  CallActor,
  Decision,
  DecisionInput,
  FeedState,
  Principal,
  TraceEntry,
} from './decision/types';
export { createGatewayApiClient } from './api/client';
export type {
  GatewayApiClient,
  GatewayPaths,
  GatewaySchemas,
} from './api/client';
export { NO_PERMISSIONS } from './profile/NO_PERMISSIONS';
export {
  hostedHttpSchema,
  hostedPackageSchema,
  hostedServerSchema,
  isolationSchema,
} from './profile/hostedServer';
export type {
  HostedHttp,
  HostedPackage,
  HostedServer,
  Isolation,
} from './profile/hostedServer';
export {
  egressRuleSchema,
  permissionProfileSchema,
  profileExtensionSchema,
  runtimeLimitsSchema,
} from './profile/permissionProfile';
export type {
  EgressRule,
  PermissionProfile,
  RuntimeLimits,
} from './profile/permissionProfile';
export { fillIn } from './profile/fillIn';
export type { TextValues } from './profile/fillIn';
export { formatBytes } from './profile/formatBytes';
export { parseMount } from './profile/parseMount';
export type { ProfileMount } from './profile/parseMount';
export { RESERVED_PATHS } from './profile/RESERVED_PATHS';
export {
  PERMISSION_PROFILE_SCHEMA_ID,
  permissionProfileJsonSchema,
} from './profile/permissionProfileJsonSchema';
export { compareProfiles } from './profile/describe/compareProfiles';
export type { ProfileChange } from './profile/describe/compareProfiles';
export { describeProfile } from './profile/describe/describeProfile';
export {
  PROFILE_STATEMENT_KINDS,
  PROFILE_STATEMENTS,
} from './profile/describe/profileStatements';
export type {
  ProfileStatement,
  ProfileStatementCode,
  ProfileStatementKind,
} from './profile/describe/profileStatements';
export { lintProfile } from './profile/lint/lintProfile';
export type { LintedServer } from './profile/lint/lintProfile';
export { looksSecret } from './profile/lint/looksSecret';
export type { ProfileFinding } from './profile/lint/ProfileFinding';
export {
  PROFILE_FINDINGS,
  PROFILE_SEVERITIES,
} from './profile/lint/profileFindings';
export type {
  ProfileFindingCode,
  ProfileSeverity,
} from './profile/lint/profileFindings';
export { exportToolHiveProfile } from './profile/toolhive/exportToolHiveProfile';
export type {
  ProfileExport,
  ToolHiveProfile,
} from './profile/toolhive/exportToolHiveProfile';
export { importToolHiveProfile } from './profile/toolhive/importToolHiveProfile';
export type { ProfileImport } from './profile/toolhive/importToolHiveProfile';
export { PROFILE_REMARKS } from './profile/toolhive/profileRemarks';
export type {
  ProfileRemark,
  ProfileRemarkCode,
} from './profile/toolhive/profileRemarks';
export { readProfileText } from './profile/toolhive/readProfileText';
export { profileEgress } from './profile/profileEgress';
export type { EgressDestination, ProfileEgress } from './profile/profileEgress';
export { describeFinding } from './alerts/describeFinding';
export { detect } from './alerts/detect';
export { DETECTORS } from './alerts/detectors/detectors';
export { ALERT_SEVERITIES, DETECTOR_IDS } from './alerts/types';
export type {
  AlertSeverity,
  CallFact,
  CheckFact,
  Detector,
  DetectorId,
  DetectorSettings,
  DriftFact,
  EgressFact,
  Fact,
  Finding,
  ProbeFact,
} from './alerts/types';
export { effectiveRecording } from './recording/effectiveRecording';
export type {
  EffectiveRecording,
  RecordingBounds,
} from './recording/effectiveRecording';
export { isRecordedMethod } from './recording/isRecordedMethod';
export {
  RECORDING_POLICIES,
  recordingPolicySchema,
} from './recording/recordingPolicy';
export type { RecordingPolicy } from './recording/recordingPolicy';
export { closeJson } from './recording/redact/closeJson';
export { redactJson } from './recording/redact/redactJson';
export type { Redacted } from './recording/redact/redactJson';
