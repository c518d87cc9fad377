import { z } from 'zod';
import { AUDIT_OUTCOMES, AUDIT_TARGETS } from './auditVocabulary';

const text = (max: number) => z.string().max(max);
const count = z.number().int().min(0);

/** One layer of a decision, as it was taken. */
const traceEntry = z.looseObject({
  layer: text(40),
  outcome: text(20),
  reason: text(60).optional(),
  detail: text(300).optional(),
});

/** What this gateway knows of a call beside ToolHive's words. */
const auditedCall = z.looseObject({
  /** UUID v7. The intent and the outcome of one call have the same. */
  id: text(100),
  /**
   * `intent`: about to be forwarded, and durable before that; `opened`: there may be an answer, which streams, or of which a
   * killed gateway had noted no more; `outcome`: how it ended. A call that changes nothing and is answered at once has the outcome alone.
   */
  phase: z.enum(['intent', 'opened', 'outcome']),
  /** When the call arrived, ISO 8601. */
  at: text(30),
  decision: z.enum(['allow', 'deny']),
  /** Of the closed list of reasons. */
  reason: text(60),
  /** How it ended, in the gateway's own words. */
  ended: text(20),
  httpStatus: z.number().int().optional(),
  serverId: text(100).optional(),
  serverRef: text(300).optional(),
  /** Owner of the server at the time of the call. */
  owner: text(300).optional(),
  /** The group that the call's usage counts for. */
  team: text(300).optional(),
  /** The agent or client that called in the person's name. */
  actor: text(300).optional(),
  tokenId: text(100).optional(),
  grantId: text(100).optional(),
  grantKind: text(20).optional(),
  revisionDigest: text(100).optional(),
  /** The newest change of the registry that the decision knew of. */
  feedSequence: count.optional(),
  /** The kind of credential that reached the system behind, never its value. */
  credential: text(40).optional(),
  requestBytes: count.optional(),
  /** Entity refs of the systems that the server's version of then says it reaches. */
  reaches: z.array(text(200)).max(50).optional(),
  /** What is kept of its arguments and result; an event of its own says when they are. Absent: nothing. */
  recording: text(20).optional(),
  /** W3C trace id, where the caller or the gateway has one. */
  traceId: text(32).optional(),
  /** What the server calls this request. */
  upstreamRequestId: text(100).optional(),
  trace: z.array(traceEntry).max(50),
});

/** Arguments and result of a call, kept apart from the log, or lost. */
const auditedBody = z.looseObject({
  callId: text(100),
  state: z.enum(['kept', 'lost']),
  /** `hmac-sha256:` and 64 hex digits, under a key that is kept with them. */
  digest: text(100).optional(),
  /** Of what the digest is of. */
  bytes: count.optional(),
  /** Why they were lost. */
  why: text(40).optional(),
});

/** Tokens of a call that was answered before: counted later, many calls in one event. */
const countedTokens = z.looseObject({
  /** The call's id. */
  call: text(100),
  /** Of the arguments. */
  in: count,
  /** Of the result. */
  out: count,
  /** Not all of it was counted. */
  estimated: z.literal(true).optional(),
});

/** Somebody has read the arguments and the result of a call; who, the event's subject says. */
const bodyRead = z.looseObject({ callId: text(100) });

/** Events that were deleted since their time was over: which, and the hashes before and after them. */
const deletedEvents = z.looseObject({
  writer: text(128),
  from: count,
  to: count,
  prev: text(64),
  last: text(64),
  by: text(300),
  reason: text(200),
});

/**
 * One audit event, version 1: ToolHive's words as they stand in its log lines, so that rules written for those go on working, and
 * the gateway's own below `sallyport`. Readers pass over what they do not know: fields are added without a new version.
 *
 * There are no arguments and no results in it. Where a policy has them recorded they are kept elsewhere, encrypted; the log has their
 * digest alone (`sallyport.body`).
 */
export const auditEventSchema = z.looseObject({
  v: z.literal(1),
  audit_id: text(100),
  /** Such as `mcp_tool_call`. */
  type: text(60),
  /** When it was written down, ISO 8601. */
  logged_at: text(30),
  /** ToolHive's outcomes, and `pending` for what has not ended. */
  outcome: z.enum(AUDIT_OUTCOMES),
  /** The server. */
  component: text(300),
  source: z.looseObject({
    type: z.enum(['network', 'local']),
    /** The caller's IP address: the connection's, or what a proxy says that the configuration trusts. */
    value: text(45).optional(),
    extra: z
      .looseObject({
        request_id: text(100).optional(),
        session_id: text(100).optional(),
      })
      .optional(),
  }),
  subjects: z.looseObject({
    user: text(300),
    user_id: text(300).optional(),
    client_name: text(200).optional(),
  }),
  /** Who acted for whom (RFC 8693 §4.1 `act`), the nearest first: who called, who had it from whom. */
  delegation: z
    .looseObject({
      chain: z
        .array(z.looseObject({ sub: text(300), iss: text(300).optional() }))
        .max(10),
      /** There were more. */
      truncated: z.literal(true).optional(),
      /** So many more. */
      omitted: count.optional(),
      /** The token's chain goes on with something that names nobody. */
      malformed: z.literal(true).optional(),
    })
    .optional(),
  target: z.looseObject({
    method: text(200),
    type: z.enum(AUDIT_TARGETS),
    name: text(300).optional(),
  }),
  metadata: z
    .looseObject({
      extra: z.looseObject({
        duration_ms: z.number().optional(),
        transport: text(20).optional(),
        response_size_bytes: count.optional(),
      }),
    })
    .optional(),
  sallyport: z.looseObject({
    call: auditedCall.optional(),
    deleted: deletedEvents.optional(),
    body: auditedBody.optional(),
    tokens: z.array(countedTokens).max(500).optional(),
    bodyRead: bodyRead.optional(),
    /** So many refused calls could not be written down one by one. */
    lost: count.optional(),
  }),
});
/** See {@link auditEventSchema}. */
export type AuditEvent = z.infer<typeof auditEventSchema>;
