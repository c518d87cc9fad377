import { readFileSync } from 'fs';
import type { BlockList } from 'net';
import type { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { EgressRules } from '@sallyport/backstage-plugin-mcp-gateway-node';
import { readAgentSettings } from '../agents/readAgentSettings';
import type { AgentSettings } from '../agents/types';
import type { AuthorizationSettings } from '../authorization-server/AuthorizationSettings';
import { readAuthorizationSettings } from '../authorization-server/readAuthorizationSettings';
import { readIdentityProviders } from '../company-tokens/readIdentityProviders';
import type { IdentityProviderSettings } from '../company-tokens/types';
import {
  type DriftSettings,
  readDriftSettings,
} from '../drift/readDriftSettings';
import { readTrustedProxies } from '../edge/readTrustedProxies';
import { readEncryptionKeys } from '../encryption/readEncryptionKeys';
import type { BoxKey } from '../encryption/SecretBox';
import type { GuardSettings } from '../guards/GuardSettings';
import type { HistoryRule } from '../guards/history/historyRuleSchema';
import { readHistoryRules } from '../guards/history/readHistoryRules';
import {
  type BodySettings,
  readBodySettings,
} from '../evidence/bodies/readBodySettings';
import {
  type AuditSettings,
  readAuditSettings,
} from '../evidence/readAuditSettings';
import { readGuardSettings } from '../guards/readGuardSettings';
import {
  type LimitSettings,
  readLimitSettings,
} from '../limits/readLimitSettings';
import {
  type PolicySettings,
  readPolicySettings,
} from '../pipeline/policies/readPolicySettings';
import type { PersonalTokenSettings } from '../personal-tokens/PersonalTokenSettings';
import { readPersonalTokenSettings } from '../personal-tokens/readPersonalTokenSettings';
import {
  readSessionSettings,
  type SessionSettings,
} from '../sessions/readSessionSettings';
import {
  readTelemetrySettings,
  type TelemetrySettings,
} from '../telemetry/readTelemetrySettings';
import { readTraceUrl, type TraceLink } from '../telemetry/readTraceUrl';
import {
  readUsageSettings,
  type UsageSettings,
} from '../usage/readUsageSettings';
import type { UpstreamLimits } from '../transport/HttpUpstream';

const DEFAULT_UPSTREAM_SECONDS = { connect: 5, answer: 120, idle: 300 };
const LOOPBACK_HOSTS = ['127.0.0.1', '::1', 'localhost'];

/** The gateway's configuration, read and checked once. */
export interface GatewaySettings {
  host: string;
  port: number;
  publicUrl: string;
  isLoopback: boolean;
  tls?: { cert: string; key: string };
  allowedOrigins: string[];
  /** Proxies that are believed when they say who called them. Absent: none. */
  trustedProxies?: BlockList;
  portalUrl?: string;
  bodyBytes: number;
  bodyTimeoutMs: number;
  refuseAllAfterMs: number;
  retentionDays: number;
  /** Where calls are written down, and what holds while they cannot be. */
  audit: AuditSettings;
  /** What is kept of arguments and results. */
  bodies: BodySettings;
  drainMs: number;
  /** How long sessions may last. */
  sessions: SessionSettings;
  upstreamLimits: UpstreamLimits;
  /** How many calls people may make. */
  callLimits: LimitSettings;
  /** What call guards may take and hold. */
  guards: GuardSettings;
  /** Rules that look at what happened before a call. */
  history: HistoryRule[];
  /** Where the company's policies are; absent where it has none. */
  policies?: PolicySettings;
  /** Where connections may go: the gateway's own, and those of the servers that it runs. */
  egress: EgressRules;
  /** How often servers are asked for their tools. */
  drift: DriftSettings;
  /** Absent where the gateway's authorization server is off. */
  authorization?: AuthorizationSettings;
  /** Absent where agents are off. */
  agents?: AgentSettings;
  /** Identity providers of the company whose tokens are taken. */
  identityProviders: IdentityProviderSettings[];
  /** How usage is counted, what it costs and how much of it there may be. */
  usage: UsageSettings;
  /** What people may have of tokens that live long. */
  personalTokens: PersonalTokenSettings;
  /** What spans say of people. */
  telemetry: TelemetrySettings;
  /** Absent where nobody said where traces are shown. */
  traceLink?: TraceLink;
  /** What encrypts keys in the database; none: they are in the clear. */
  encryptionKeys: BoxKey[];
}

/** Reads `mcpGateway`, and refuses a configuration that would put tokens on the wire in the clear. */
export function readSettings(config: RootConfigService): GatewaySettings {
  const listen = config.getConfig('mcpGateway.listen');
  const host = listen.getOptionalString('host') ?? '127.0.0.1';
  const port = listen.getOptionalNumber('port') ?? 7008;
  const publicUrl = listen.getString('publicUrl').replace(/\/$/, '');
  const parsed = URL.parse(publicUrl);
  if (!parsed || parsed.pathname !== '/' || parsed.search || parsed.hash) {
    throw new InputError(
      `mcpGateway.listen.publicUrl must be an address without a path, such as https://mcp.example.com; it is '${publicUrl}'`,
    );
  }
  const isLoopback = LOOPBACK_HOSTS.includes(host);
  const https = listen.getOptionalConfig('https');
  const isTerminated = listen.getOptionalBoolean('tlsTerminatedUpstream');
  if (!https && !isLoopback && !isTerminated) {
    throw new InputError(
      `The gateway would serve plain HTTP on ${host}, so tokens would travel in the clear. Set mcpGateway.listen.https, or tlsTerminatedUpstream: true when a proxy in front of it ends TLS.`,
    );
  }
  const limits = config.getOptionalConfig('mcpGateway.limits');
  const portalUrl = config.getOptionalString('app.baseUrl');
  const authorization = readAuthorizationSettings(config, {
    publicUrl,
    portalUrl,
  });
  const encryptionKeys = readEncryptionKeys(config, {
    isDemo:
      isLoopback &&
      LOOPBACK_HOSTS.includes(parsed.hostname.replace(/^\[|\]$/g, '')),
  });
  if (authorization && encryptionKeys.length === 0 && !isLoopback) {
    throw new InputError(
      'The keys that sign gateway tokens would be in the database in the clear. Set mcpGateway.encryption.keys (make a secret with: openssl rand -base64 32), or mcpGateway.authorizationServer.enabled: false.',
    );
  }
  const upstreamMs = (name: keyof typeof DEFAULT_UPSTREAM_SECONDS) =>
    1000 *
    (config.getOptionalNumber(`mcpGateway.upstream.${name}Seconds`) ??
      DEFAULT_UPSTREAM_SECONDS[name]);
  return {
    host,
    port,
    publicUrl,
    isLoopback,
    ...(https && {
      tls: {
        cert: readFileSync(https.getString('certificate'), 'utf8'),
        key: readFileSync(https.getString('key'), 'utf8'),
      },
    }),
    allowedOrigins: [
      ...(listen.getOptionalStringArray('allowedOrigins') ?? []),
      // The portal's own pages call the gateway: "Try it".
      ...(portalUrl ? [new URL(portalUrl).origin] : []),
    ],
    ...(portalUrl && { portalUrl }),
    trustedProxies: readTrustedProxies(config),
    bodyBytes: limits?.getOptionalNumber('bodyBytes') ?? 1024 * 1024,
    bodyTimeoutMs: limits?.getOptionalNumber('bodyTimeoutMs') ?? 30_000,
    refuseAllAfterMs:
      (config.getOptionalNumber('mcpGateway.feed.refuseAllAfterSeconds') ??
        30) * 1000,
    ...(authorization && { authorization }),
    encryptionKeys,
    agents: readAgentSettings(config, {
      publicUrl,
      hasAuthorizationServer: authorization !== undefined,
    }),
    identityProviders: readIdentityProviders(config, { publicUrl }),
    personalTokens: readPersonalTokenSettings(config),
    callLimits: readLimitSettings(config),
    usage: readUsageSettings(config),
    guards: readGuardSettings(config),
    drift: readDriftSettings(config),
    history: readHistoryRules(config, { portalUrl }),
    policies: readPolicySettings(config),
    upstreamLimits: {
      connectMs: upstreamMs('connect'),
      headersMs: upstreamMs('answer'),
      idleMs: upstreamMs('idle'),
    },
    egress: EgressRules.read(config),
    drainMs: (listen.getOptionalNumber('drainSeconds') ?? 10) * 1000,
    sessions: readSessionSettings(config),
    audit: readAuditSettings(config),
    bodies: readBodySettings(config),
    telemetry: readTelemetrySettings(config),
    traceLink: readTraceUrl(config),
    retentionDays:
      config.getOptionalNumber('mcpGateway.evidence.retentionDays') ?? 400,
  };
}
