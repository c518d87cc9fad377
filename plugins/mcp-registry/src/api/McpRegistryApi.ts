import { createApiRef } from '@backstage/frontend-plugin-api';
import type {
  CallLimits,
  RecordingPolicy,
  PermissionProfile,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { ConditionsApi } from './ConditionsApi';
import type { ExceptionsApi } from './ExceptionsApi';
import type { ReportApi } from './ReportApi';
import type { ReviewApi } from './ReviewApi';
import type {
  AccessDecision,
  AccessRequest,
  AccessRequestPage,
  ApprovalDelegation,
  AccessPolicy,
  AccessPreviewPage,
  ApprovalPolicy,
  ApprovalPreviewPage,
  Approvers,
  BlastRadius,
  CheckPreview,
  DataClassification,
  Grant,
  GrantPage,
  HiddenTools,
  HistoryEntry,
  InboxCount,
  InboxPage,
  NewApprovalDelegation,
  Revision,
  RevisionChecks,
  RevisionDecision,
  RevisionDiff,
  RevisionHistory,
  RiskTier,
  Rollback,
  Sbom,
  Sboms,
  Server,
  ServerDefinition,
  ServerLimits,
  ServerRecording,
  ServerPage,
  ServerStatus,
  NewStop,
  GitOpsSource,
  SetupCheck,
  Stop,
  StopImpact,
  StopPage,
  StopTarget,
  ThreadStep,
  WrittenDefinition,
} from './types';

/** Filters of the list of servers. */
export interface ServerQuery {
  search?: string;
  owner?: string;
  dataClassification?: DataClassification;
  riskTier?: RiskTier;
  tag?: string;
  status?: ServerStatus;
  usable?: boolean;
  limit?: number;
  cursor?: string;
}

/** What the pages ask of the registry. */
export interface McpRegistryApi
  extends ConditionsApi,
    ExceptionsApi,
    ReviewApi,
    ReportApi {
  listServers(query: ServerQuery): Promise<ServerPage>;
  getServer(serverRef: string): Promise<Server>;
  suspendServer(serverRef: string, reason: string): Promise<Server>;
  resumeServer(serverRef: string, reason: string): Promise<Server>;
  /** Names its last day, or another one. */
  deprecateServer(
    serverRef: string,
    deprecation: { retireAt: string; reason: string; successorRef?: string },
  ): Promise<Server>;
  /** It does not end after all. */
  keepServer(serverRef: string, reason: string): Promise<Server>;
  /** For good. */
  retireServer(
    serverRef: string,
    retirement: { reason: string; successorRef?: string },
  ): Promise<Server>;
  /** As it would be submitted, without asking anybody. */
  draftServer(serverRef: string, note?: string): Promise<Revision>;
  submitServer(serverRef: string, note?: string): Promise<Revision>;
  proposeProfile(
    serverRef: string,
    proposal: { permissionProfile: PermissionProfile; note?: string },
  ): Promise<Revision>;
  getApprovers(serverRef: string): Promise<Approvers>;
  /** What it could reach if it were compromised; for those who answer for it. */
  getBlastRadius(serverRef: string): Promise<BlastRadius>;
  getHiddenTools(serverRef: string): Promise<HiddenTools>;
  setHiddenTools(serverRef: string, names: string[]): Promise<HiddenTools>;
  getLimits(serverRef: string): Promise<ServerLimits>;
  setLimits(serverRef: string, limits: CallLimits): Promise<ServerLimits>;
  /** What of arguments and results its owner wants kept. */
  getRecording(serverRef: string): Promise<ServerRecording>;
  /** Without a policy: back to the gateway's default. */
  setRecording(
    serverRef: string,
    policy: RecordingPolicy | undefined,
  ): Promise<ServerRecording>;
  listInbox(query: {
    state: 'open' | 'decided';
    limit?: number;
    cursor?: string;
  }): Promise<InboxPage>;
  countInbox(): Promise<InboxCount>;
  listAccessRequests(query: {
    role: 'mine' | 'server';
    serverRef?: string;
    limit?: number;
    cursor?: string;
  }): Promise<AccessRequestPage>;
  decideAccessRequest(
    id: string,
    decision: AccessDecision,
  ): Promise<AccessRequest>;
  undoAccessDecision(id: string): Promise<AccessRequest>;
  withdrawAccessRequest(id: string): Promise<AccessRequest>;
  /** Asks the server for its tools once more. */
  probeServer(serverRef: string): Promise<Revision>;
  decideRevision(digest: string, decision: RevisionDecision): Promise<Revision>;
  /** What they would say of a server that is not registered yet; `probe`: it is tried out, too. */
  previewChecks(
    definition: ServerDefinition,
    options: { probe: boolean },
  ): Promise<CheckPreview>;
  /** Who has to approve, by the configuration. */
  listApprovalPolicies(): Promise<{
    items: ApprovalPolicy[];
    mayPreview: boolean;
    history: HistoryEntry[];
  }>;
  /** Which policies about requests for access there are. */
  listAccessPolicies(): Promise<{
    items: AccessPolicy[];
    mayPreview: boolean;
  }>;
  previewAccessPolicies(cursor?: string): Promise<AccessPreviewPage>;
  previewApprovalPolicies(cursor?: string): Promise<ApprovalPreviewPage>;
  /** Who stands in for me, and for whom I do. */
  listDelegations(): Promise<ApprovalDelegation[]>;
  addDelegation(delegation: NewApprovalDelegation): Promise<ApprovalDelegation>;
  endDelegation(id: string): Promise<ApprovalDelegation>;
  /** What automatic checks say of a revision. */
  getRevisionChecks(digest: string): Promise<RevisionChecks>;
  runRevisionChecks(digest: string): Promise<RevisionChecks>;
  /** As SARIF. */
  exportRevisionChecks(digest: string): Promise<object>;
  /** What lists of contents a revision has. */
  listSboms(digest: string): Promise<Sboms>;
  /** One of them, as it came. */
  getSbom(digest: string, origin: Sbom['origin']): Promise<object>;
  uploadSbom(digest: string, document: object): Promise<Sboms>;
  removeSbom(digest: string): Promise<Sboms>;
  /** What differs between a revision and another one; without one, what is approved. */
  getRevisionDiff(digest: string, against?: string): Promise<RevisionDiff>;
  /** What reviewers asked for and how it was answered, up to this revision. */
  getRevisionThread(digest: string): Promise<ThreadStep[]>;
  getRevisionHistory(
    serverRef: string,
    query: { limit?: number; cursor?: string },
  ): Promise<RevisionHistory>;
  /** An earlier approved revision is served again, or waits for those who have to agree. */
  rollBack(serverRef: string, rollback: Rollback): Promise<Revision>;
  listGrants(query: {
    role: 'mine' | 'server';
    serverRef?: string;
    limit?: number;
    cursor?: string;
  }): Promise<GrantPage>;
  revokeGrant(id: string, reason: string): Promise<Grant>;
  /** Stops that I may see; of one server what hits it. */
  listStops(query: {
    serverRef?: string;
    state?: 'open' | 'past';
    limit?: number;
    cursor?: string;
  }): Promise<StopPage>;
  /** Whom a stop would hit. */
  previewStop(target: StopTarget): Promise<StopImpact>;
  stop(wanted: NewStop): Promise<Stop>;
  liftStop(id: string, reason: string): Promise<Stop>;
  confirmStop(id: string): Promise<Stop>;
  dismissStop(id: string, reason: string): Promise<Stop>;
  /** How safely the portal is set up. */
  listSetupChecks(): Promise<SetupCheck[]>;
  /** Repositories of definitions. */
  listGitOpsSources(): Promise<GitOpsSource[]>;
  /** Looks into them soon. */
  importGitOpsSources(): Promise<GitOpsSource[]>;
  /** The approved definition of a server as a file. */
  exportDefinition(
    serverRef: string,
    format: WrittenDefinition['format'],
  ): Promise<WrittenDefinition>;
}

/** The registry, for the portal's pages. */
export const mcpRegistryApiRef = createApiRef<McpRegistryApi>({
  id: 'plugin.mcp-registry.registry',
});
