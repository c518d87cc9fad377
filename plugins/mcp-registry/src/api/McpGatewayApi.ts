import { createApiRef } from '@backstage/frontend-plugin-api';
import type {
  Alert,
  AlertDetails,
  AlertPage,
  ActivityView,
  AskedConfirmation,
  Call,
  BudgetList,
  CallableTools,
  CallEffect,
  Callers,
  CallBody,
  CallBodyStatus,
  CallPage,
  Confirmation,
  Connection,
  ConsentPage,
  Fleet,
  FleetRuntime,
  FleetSort,
  ForeseenCall,
  GatewayInfo,
  GatewayToken,
  GuardRule,
  Interaction,
  NewGatewayToken,
  NewPersonalToken,
  PersonalTokens,
  RuntimeLog,
  ServerRuntime,
  SetupChecks,
  SetupRun,
  PolicyCases,
  PolicyChange,
  PolicyCheck,
  PolicyHistory,
  PolicyList,
  PolicyReplay,
  SignedOut,
  Usage,
} from './types';

/** Whose usage of what, and when. */
export interface UsageQuery {
  role: 'mine' | 'owned' | 'all';
  /** ISO 8601 */
  since: string;
  until: string;
  serverRef?: string;
  tool?: string;
  person?: string;
  team?: string;
  client?: string;
}

/** Filters of the list of calls. */
export interface CallQuery {
  role: 'mine' | 'owned' | 'all';
  serverRef?: string;
  user?: string;
  actor?: string;
  client?: string;
  tool?: string;
  decision?: 'allow' | 'deny';
  outcome?: Call['outcome'];
  reason?: string;
  since?: string;
  until?: string;
  system?: string;
  grantId?: string;
  revisionDigest?: string;
  sessionId?: string;
  limit?: number;
  cursor?: string;
}

/** Which alerts are shown. */
export interface AlertQuery {
  /** `pending`: open, or looked at. */
  state?: Alert['state'] | 'pending';
  severity?: Alert['severity'];
  detector?: Alert['detector'];
  serverRef?: string;
  limit?: number;
}

/** Formats of files of calls. */
export type CallExportFormat = 'ndjson' | 'csv' | 'ocsf';

/** What of the fleet is shown. */
export interface FleetQuery {
  search?: string;
  state?: FleetRuntime['state'];
  isolation?: FleetRuntime['isolation'];
  driver?: string;
  replica?: string;
  sort?: FleetSort;
  order?: 'ascending' | 'descending';
  limit?: number;
  offset?: number;
}

/** What the pages ask of the gateway's portal API. */
export interface McpGatewayApi {
  listTokens(): Promise<GatewayToken[]>;
  /** For one server, or for the endpoint for all of them. */
  createToken(
    options: ({ serverRef: string } | { allServers: true }) & {
      client?: string;
      ttlSeconds?: number;
    },
  ): Promise<NewGatewayToken>;
  revokeToken(id: string): Promise<void>;
  /** Mine, and what the company allows of them. */
  listPersonalTokens(): Promise<PersonalTokens>;
  createPersonalToken(
    options: ({ servers: string[] } | { allServers: true }) & {
      name: string;
      days: number;
    },
  ): Promise<NewPersonalToken>;
  revokePersonalToken(id: string): Promise<void>;
  listCalls(query: CallQuery): Promise<CallPage>;
  getCall(id: string): Promise<Call>;
  /** Whether its arguments and result are kept, and who has read them. */
  getCallBodyStatus(id: string): Promise<CallBodyStatus>;
  /** Its arguments and result; that they were read is recorded. */
  readCallBody(id: string): Promise<CallBody>;
  /** What the same person did around a call. */
  listRelatedCalls(id: string): Promise<Call[]>;
  /** Waits until the first page of a search is another one, for a while. Answers its mark. */
  waitForCalls(
    query: Omit<CallQuery, 'limit' | 'cursor'> & { known?: string },
    signal: AbortSignal,
  ): Promise<string>;
  /** Every call that is found, as the text of a file. */
  exportCalls(
    query: Omit<CallQuery, 'limit' | 'cursor'>,
    format: CallExportFormat,
  ): Promise<string>;
  /** The log as it is chained, with what proves it: a tar archive. */
  exportAuditLog(query: { from?: string; to?: string }): Promise<Blob>;
  /** My saved searches. */
  listActivityViews(): Promise<ActivityView[]>;
  saveActivityView(view: Omit<ActivityView, 'id'>): Promise<ActivityView>;
  deleteActivityView(id: string): Promise<void>;
  getInfo(): Promise<GatewayInfo>;
  /** What an MCP client asks for. */
  getInteraction(id: string): Promise<Interaction>;
  /** Where this browser goes next. */
  decideInteraction(
    id: string,
    decision: 'allow' | 'deny',
  ): Promise<{ redirectTo: string }>;
  /** What I have connected, and what servers that I may use would need. */
  listConnections(): Promise<Connection[]>;
  /** Keeps my own key; it can never be read again. */
  storeKey(options: {
    serverRef: string;
    key: string;
    ticket?: string;
  }): Promise<void>;
  /** Where this browser goes to link an account. */
  beginSignIn(options: {
    serverRef?: string;
    client?: string;
    ticket?: string;
  }): Promise<{ redirectTo: string }>;
  finishSignIn(
    ticket: string,
  ): Promise<{ serverRef?: string; client?: string }>;
  unlinkConnection(id: string): Promise<{ revoked: boolean }>;
  /** What a link asks me to confirm. */
  getAskedConfirmation(ticket: string): Promise<AskedConfirmation>;
  /** My answer; a link takes one. */
  confirm(ticket: string, decision: 'approve' | 'deny'): Promise<Confirmation>;
  /** What I said that still holds. */
  listConfirmations(): Promise<Confirmation[]>;
  revokeConfirmation(id: string): Promise<void>;
  /** Rules that look at what happened before a call. */
  listGuardRules(): Promise<GuardRule[]>;
  /** Newest first. */
  listConsents(page: { limit?: number; cursor?: string }): Promise<ConsentPage>;
  revokeConsent(id: string): Promise<void>;
  signOutEverywhere(): Promise<SignedOut>;
  listPolicies(): Promise<PolicyList>;
  /** Newest first. */
  policyHistory(name: string, before?: number): Promise<PolicyHistory>;
  checkPolicy(draft: {
    name: string;
    text: string;
    cases: PolicyCases;
  }): Promise<PolicyCheck>;
  /** One batch of recorded calls; the next one where there is a cursor. */
  replayPolicy(options: {
    name: string;
    mode: 'observe' | 'enforce' | 'removed';
    text: string;
    days: number;
    cursor?: string;
  }): Promise<PolicyReplay>;
  savePolicy(
    name: string,
    draft: {
      mode: 'observe' | 'enforce';
      text: string;
      cases: PolicyCases;
      comment: string;
      baseVersion: number;
    },
  ): Promise<PolicyChange>;
  removePolicy(
    name: string,
    options: { comment: string; baseVersion: number },
  ): Promise<PolicyChange>;
  restorePolicy(
    name: string,
    options: { version: number; comment: string; baseVersion: number },
  ): Promise<PolicyChange>;
  /** The second person's yes to exactly what has this digest. */
  confirmPolicy(name: string, digest: string): Promise<void>;
  withdrawPolicy(name: string): Promise<void>;
  /** How a server runs that the gateway runs; for those who answer for it. */
  getServerRuntime(serverId: string): Promise<ServerRuntime>;
  /** Calls under way may finish. */
  restartServerRuntime(serverId: string): Promise<void>;
  /** Ends it now. */
  stopServerRuntime(serverId: string): Promise<void>;
  /** What its runtimes wrote for people, the latest of it that fits. */
  getServerRuntimeLog(
    serverId: string,
    query: { search?: string; limit?: number },
  ): Promise<RuntimeLog>;
  /** What detectors found: of one's own servers, or of all where one may. Those that changed last first. */
  listAlerts(query: AlertQuery): Promise<AlertPage>;
  /** One alert, with what happened to it. */
  getAlert(id: string): Promise<AlertDetails>;
  /** All but `acknowledge` need a reason. */
  actOnAlert(
    id: string,
    action: 'acknowledge' | 'resolve' | 'dismiss' | 'reopen',
    reason?: string,
  ): Promise<AlertDetails>;
  /** Every runtime on all replicas, for those who look after all of them. */
  listRuntimes(query: FleetQuery): Promise<Fleet>;
  /** One runtime; calls under way may finish. */
  restartRuntime(runtimeId: string): Promise<void>;
  /** One runtime, now. */
  stopRuntime(runtimeId: string): Promise<void>;
  /** What a person or an agent may call, and through what; without `principal`: what I may. */
  listCallableTools(query: {
    principal?: string;
    effect?: CallEffect;
    serverRef?: string;
    limit?: number;
    cursor?: string;
  }): Promise<CallableTools>;
  /** What was used in a time, from rollups. */
  readUsage(query: UsageQuery): Promise<Usage>;
  /** What teams may use this month, and what they have. */
  listBudgets(): Promise<BudgetList>;
  /** Who may call a tool, and through what. */
  listCallers(query: {
    serverRef: string;
    tool: string;
    effect?: CallEffect;
    limit?: number;
    cursor?: string;
  }): Promise<Callers>;
  /** One call layer by layer; without `tool`: prompts and resources. */
  foreseeCall(query: {
    principal?: string;
    serverRef: string;
    tool?: string;
  }): Promise<ForeseenCall>;
  /** How safely the gateway is set up, and what the last check of servers found. */
  getSetupChecks(): Promise<SetupChecks>;
  /** Begins to ask every server whether it answers past the gateway. */
  checkServers(): Promise<SetupRun>;
}

/** The gateway, for the portal's pages. */
export const mcpGatewayApiRef = createApiRef<McpGatewayApi>({
  id: 'plugin.mcp-registry.gateway',
});
