import type {
  CallLimits,
  GatewaySchemas,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { RegistrySchemas } from '@sallyport/backstage-plugin-mcp-registry-common';

export type AccessDecision = RegistrySchemas['AccessDecision'];
export type AccessRequest = RegistrySchemas['AccessRequest'];
export type AccessRequestPage = RegistrySchemas['AccessRequestPage'];
export type Approvers = RegistrySchemas['Approvers'];
export type DataClassification = RegistrySchemas['DataClassification'];
export type Grant = RegistrySchemas['Grant'];
export type GrantPage = RegistrySchemas['GrantPage'];
export type HiddenTools = RegistrySchemas['HiddenTools'];
export type HistoryEntry = RegistrySchemas['HistoryEntry'];
export type InboxItem = RegistrySchemas['InboxItem'];
export type InboxPage = RegistrySchemas['InboxPage'];
export type MyAccess = RegistrySchemas['MyAccess'];
export type Proposal = RegistrySchemas['Proposal'];
export type Revision = RegistrySchemas['Revision'];
export type RevisionDecision = RegistrySchemas['RevisionDecision'];
export type RiskTier = RegistrySchemas['RiskTier'];
export type Server = RegistrySchemas['Server'];
export type ServerLimits = Omit<RegistrySchemas['ServerLimits'], 'limits'> & {
  limits?: CallLimits;
};
export type ServerPage = RegistrySchemas['ServerPage'];
export type ServerStatus = RegistrySchemas['ServerStatus'];
export type SetupCheck = RegistrySchemas['SetupCheck'];
export type ServerSummary = RegistrySchemas['ServerSummary'];
export type Tool = RegistrySchemas['Tool'];
export type ToolEffect = RegistrySchemas['ToolEffect'];
export type ToolSelection = RegistrySchemas['ToolSelection'];
export type ToolSurface = RegistrySchemas['ToolSurface'];

export type Call = GatewaySchemas['Call'];
export type CallPage = GatewaySchemas['CallPage'];
export type Connection = GatewaySchemas['Connection'];
export type Consent = GatewaySchemas['Consent'];
export type DefaultLimits = GatewaySchemas['GatewayInfo']['defaultLimits'];
export type GatewayInfo = GatewaySchemas['GatewayInfo'];
export type GatewayToken = GatewaySchemas['Token'];
export type Interaction = GatewaySchemas['Interaction'];
export type NewGatewayToken = GatewaySchemas['NewToken'];
export type NewPersonalToken = GatewaySchemas['NewPersonalToken'];
export type PersonalToken = GatewaySchemas['PersonalToken'];
export type PersonalTokens = GatewaySchemas['PersonalTokens'];
export type ServerRuntime = GatewaySchemas['ServerRuntime'];
export type Runtime = GatewaySchemas['Runtime'];
export type SetupChecks = GatewaySchemas['SetupChecks'];
export type SetupRun = GatewaySchemas['SetupRun'];
export type Policy = GatewaySchemas['Policy'];
export type PolicyCases = GatewaySchemas['PolicyCases'];
export type PolicyChange = GatewaySchemas['PolicyChange'];
export type PolicyCheck = GatewaySchemas['PolicyCheck'];
export type PolicyHistory = GatewaySchemas['PolicyHistory'];
export type PolicyList = GatewaySchemas['PolicyList'];
export type PolicyReplay = GatewaySchemas['PolicyReplay'];
export type PolicyVersion = GatewaySchemas['PolicyVersion'];
export type SignedOut = GatewaySchemas['SignedOut'];
