import type {
  AuditorService,
  AuthService,
  HttpAuthService,
  PermissionsService,
  RootConfigService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { AccessDirectory } from '../access/types';
import type { AlertDesk } from '../alerts/AlertDesk';
import type { Agents } from '../agents/Agents';
import type { Consents } from '../authorization-server/Consents';
import type { Interactions } from '../authorization-server/Interactions';
import type { ConnectionDesk } from '../connections/ConnectionDesk';
import type { BodyDesk } from '../evidence/bodies/BodyDesk';
import type { BodySettings } from '../evidence/bodies/readBodySettings';
import type { ActivityViews } from '../evidence/ActivityViews';
import type { CheckpointDesk } from '../evidence/checkpoints/CheckpointDesk';
import type { GrantUseDesk } from '../evidence/GrantUseDesk';
import type { OwnerDigestDesk } from '../digest/OwnerDigestDesk';
import type { DriftDesk } from '../drift/DriftDesk';
import type { Confirmations } from '../guards/history/Confirmations';
import type { HistoryRules } from '../guards/history/HistoryRules';
import type { DefaultLimits } from '../limits/chargesOf';
import type { SetupChecks } from '../operations/SetupChecks';
import type { FleetDesk } from '../runtimes/fleet/FleetDesk';
import type { RuntimeDesk } from '../runtimes/RuntimeDesk';
import type { UseDecisionDesk } from '../permissions/UseDecisionDesk';
import type { createOpenApiRouter } from '../schema/generated/router';
import type { TraceLink } from '../telemetry/readTraceUrl';
import type { TokenService } from '../tokens/TokenService';
import type { UsageDesk } from '../usage/UsageDesk';
import type { PolicyDesk } from '../policies/PolicyDesk';
import type { WhoMayCall } from '../who-may-call/createWhoMayCall';
import type { CallReader } from './CallReader';
import type { CertificateDesk } from '../probes/CertificateDesk';
import type { LiveCalls } from './live/LiveCalls';
import type { ProbeService } from './ProbeService';
import type { ReachFinder } from './readCallFilter';

/** A router that checks every request against the OpenAPI document. */
export type GatewayRouter = ReturnType<typeof createOpenApiRouter>;

/** What the portal's side of the gateway works with. */
export interface RouteOptions {
  tokens: Pick<TokenService, 'create' | 'list' | 'revoke' | 'personal'>;
  connections: Pick<
    ConnectionDesk,
    'list' | 'storeKey' | 'begin' | 'finish' | 'unlink'
  >;
  /** Rules that look at history, and people's word on calls that need it. */
  history: {
    rules: Pick<HistoryRules, 'all'>;
    confirmations: Pick<Confirmations, 'list' | 'read' | 'decide' | 'revoke'>;
  };
  consents: Pick<Consents, 'list' | 'revoke' | 'signOutEverywhere'>;
  /** Absent where agents are off. */
  agents?: Pick<
    Agents,
    'consentsOf' | 'consent' | 'withdraw' | 'withdrawAll' | 'resume'
  >;
  /** Absent where the authorization server is off. */
  interactions?: Pick<Interactions, 'read' | 'serverOf' | 'decide'>;
  directory: Pick<AccessDirectory, 'status'>;
  calls: CallReader;
  /** Holds questions for calls until there are others. */
  live: Pick<LiveCalls, 'wait'>;
  /** Absent where nobody said where traces are shown. */
  traceLink?: TraceLink;
  /** Knows which versions of servers reach a system. */
  registry: ReachFinder;
  /** Keys and checkpoints of the audit log. */
  auditProof: Pick<CheckpointDesk, 'keys' | 'state' | 'exports'>;
  /** What is kept of arguments and results. */
  bodies: Pick<BodyDesk, 'status' | 'read'>;
  bodySettings: BodySettings;
  activityViews: Pick<ActivityViews, 'list' | 'save' | 'delete'>;
  usage: Pick<UsageDesk, 'read' | 'budgets'>;
  /** What is known of an owner's servers. */
  digests: Pick<OwnerDigestDesk, 'read'>;
  probes: ProbeService;
  certificates: Pick<CertificateDesk, 'look'>;
  alerts: Pick<AlertDesk, 'list' | 'get' | 'act' | 'takeVerdicts'>;
  /** What was used of grants. */
  grantUses: Pick<GrantUseDesk, 'read'>;
  /** Which tools are held back. */
  drift: Pick<DriftDesk, 'list'>;
  runtimes: Pick<RuntimeDesk, 'find' | 'view' | 'log' | 'ask'>;
  fleet: Pick<FleetDesk, 'list' | 'ask'>;
  /** Absent where a company has no policies. */
  policies?: PolicyDesk;
  whoMayCall: WhoMayCall;
  setup: Pick<SetupChecks, 'list' | 'checkServers'>;
  auth: Pick<AuthService, 'isPrincipal'>;
  config: RootConfigService;
  httpAuth: HttpAuthService;
  userInfo: UserInfoService;
  permissions: PermissionsService;
  /** Where the portal's permissions on using servers are asked, for calls. */
  uses: Pick<UseDecisionDesk, 'keep' | 'refresh'>;
  catalog: CatalogService;
  auditor: AuditorService;
  publicUrl: string;
  defaultLimits: DefaultLimits;
}
