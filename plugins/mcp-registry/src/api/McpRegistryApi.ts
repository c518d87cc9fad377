import { createApiRef } from '@backstage/frontend-plugin-api';
import type {
  CallLimits,
  PermissionProfile,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type {
  AccessDecision,
  AccessRequest,
  AccessRequestPage,
  Approvers,
  BlastRadius,
  DataClassification,
  Grant,
  GrantPage,
  HiddenTools,
  InboxPage,
  Revision,
  RevisionChecks,
  RevisionDecision,
  RevisionDiff,
  RevisionHistory,
  RiskTier,
  Rollback,
  Server,
  ServerLimits,
  ServerPage,
  ServerStatus,
  GitOpsSource,
  SetupCheck,
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
export interface McpRegistryApi {
  listServers(query: ServerQuery): Promise<ServerPage>;
  getServer(serverRef: string): Promise<Server>;
  suspendServer(serverRef: string, reason: string): Promise<Server>;
  resumeServer(serverRef: string, reason: string): Promise<Server>;
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
  listInbox(query: {
    state: 'open' | 'decided';
    limit?: number;
    cursor?: string;
  }): Promise<InboxPage>;
  countInbox(): Promise<number>;
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
  /** What automatic checks say of a revision. */
  getRevisionChecks(digest: string): Promise<RevisionChecks>;
  runRevisionChecks(digest: string): Promise<RevisionChecks>;
  /** As SARIF. */
  exportRevisionChecks(digest: string): Promise<object>;
  /** What differs between a revision and another one; without one, what is approved. */
  getRevisionDiff(digest: string, against?: string): Promise<RevisionDiff>;
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
