import type { GatewaySchemas } from '@sallyport/backstage-plugin-mcp-gateway-common';

type Call = GatewaySchemas['Call'];

/** The version of the published schema whose field names these are. */
const OCSF_VERSION = '1.3.0';
const CATEGORY = { category_uid: 6, category_name: 'Application Activity' };
const CLASS = { class_uid: 6003, class_name: 'API Activity' };
const READ = { activity_id: 2, activity_name: 'Read' };
const OTHER = { activity_id: 99, activity_name: 'Call' };
const READING =
  /^(?:(?:tools|resources|resources\/templates|prompts)\/list|resources\/read|prompts\/get|completion\/complete)$/;

const STATUS = {
  unknown: { status_id: 0, status: 'Unknown' },
  success: { status_id: 1, status: 'Success' },
  failure: { status_id: 2, status: 'Failure' },
} as const;

/**
 * A call as an event of the Open Cybersecurity Schema Framework, class API Activity (6003). What the class has no field for is in
 * `unmapped`. What a tool does to a system nobody can tell from a call: calls of tools are "other" activity.
 */
export function toOcsf(call: Call): object {
  const activity = READING.test(call.method) ? READ : OTHER;
  const client = call.client ?? 'unknown';
  return {
    ...CATEGORY,
    ...CLASS,
    ...activity,
    type_uid: CLASS.class_uid * 100 + activity.activity_id,
    type_name: `API Activity: ${activity.activity_name}`,
    time: Date.parse(call.at),
    severity_id: 1,
    severity: 'Informational',
    ...statusOf(call),
    status_code: call.reason,
    ...(call.durationMs !== undefined && {
      duration: Math.round(call.durationMs),
    }),
    metadata: {
      version: OCSF_VERSION,
      uid: call.id,
      product: { name: 'Sallyport', vendor_name: 'Sallyport' },
      log_name: 'calls',
      original_time: call.at,
      ...(call.sessionId !== undefined && { correlation_uid: call.sessionId }),
    },
    actor: {
      app_name: client,
      ...(call.actor !== undefined && { app_uid: call.actor }),
      ...(call.user !== undefined && {
        user: { uid: call.user, name: nameOf(call.user) },
      }),
      ...(call.sessionId !== undefined && { session: { uid: call.sessionId } }),
    },
    api: {
      operation: call.method,
      ...(call.serverRef !== undefined && {
        service: {
          name: call.serverRef,
          ...(call.serverId !== undefined && { uid: call.serverId }),
        },
      }),
      ...(call.requestId && { request: { uid: call.requestId } }),
      ...(call.httpStatus !== undefined && {
        response: { code: call.httpStatus },
      }),
    },
    src_endpoint: {
      name: client,
      ...(call.sourceAddress !== undefined && { ip: call.sourceAddress }),
    },
    ...(call.serverRef !== undefined && {
      dst_endpoint: { svc_name: call.serverRef },
    }),
    ...(call.tool !== undefined && {
      resources: [{ name: call.tool, type: 'MCP tool' }],
    }),
    unmapped: unmappedOf(call),
  };
}

function statusOf({ decision, outcome }: Call) {
  if (decision === 'deny') return STATUS.failure;
  if (outcome === 'ok') return STATUS.success;
  return outcome === undefined || outcome === 'pending'
    ? STATUS.unknown
    : STATUS.failure;
}

function unmappedOf(call: Call): object {
  const { decision, outcome, grantId, grantKind, revisionDigest } = call;
  const { credential, tokenId, trace, requestBytes, responseBytes } = call;
  const { delegation, reaches, tokens } = call;
  return {
    ...{ decision, outcome, grantId, grantKind, revisionDigest, credential },
    ...{ tokenId, requestBytes, responseBytes, trace },
    ...{ delegation, reaches, tokens },
  };
}

function nameOf(ref: string): string {
  return ref.slice(ref.lastIndexOf('/') + 1);
}
