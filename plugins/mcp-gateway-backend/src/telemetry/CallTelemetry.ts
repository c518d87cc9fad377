import {
  type Attributes,
  type Context,
  context,
  ROOT_CONTEXT,
  type SpanContext,
  SpanKind,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import type { DecisionReason } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Call } from '../pipeline/types';
import type { ForwardResult } from '../transport/Forwarder';
import type { BoundedNames } from './BoundedNames';
import { CallObservation } from './CallObservation';
import { ATTRIBUTES, OWN_ATTRIBUTES } from './conventions';
import type { Instruments } from './Instruments';
import { type CallOrigin, readOrigin } from './traceContext';
import type { UserIdentity } from './UserIdentity';

const MAX_ID_LENGTH = 128;

interface Options {
  tracer: Tracer;
  instruments: Instruments;
  names: BoundedNames;
  users: UserIdentity;
}

/** Sees calls from the runner: each is one span of kind SERVER, or INTERNAL where the gateway calls itself. */
export class CallTelemetry {
  static create(options: Options): CallTelemetry {
    return new CallTelemetry(options, false);
  }

  readonly #options: Options;
  /** Calls that the gateway makes for its endpoint over all servers. */
  readonly #isInner: boolean;

  private constructor(options: Options, isInner: boolean) {
    this.#options = options;
    this.#isInner = isInner;
  }

  /** The same for calls within calls. */
  inner(): CallTelemetry {
    return new CallTelemetry(this.#options, true);
  }

  /** Whatever happens within is of this call: requests to servers, log lines. */
  async observe(call: Call, run: () => Promise<void>): Promise<void> {
    const { observation, within } = this.#begin(call);
    try {
      await context.with(within, run);
    } finally {
      this.#end(call, observation);
    }
  }

  /** A call that goes no further; also one that is observed already. */
  refused(call: Call, reason: DecisionReason): void {
    const observed = CallObservation.in(context.active());
    if (observed?.callId === call.id) {
      observed.refused(reason);
      return;
    }
    const { observation } = this.#begin(call);
    observation.refused(reason);
    this.#end(call, observation);
  }

  /** How forwarding went. */
  answered(result: ForwardResult): void {
    CallObservation.in(context.active())?.answered(result);
  }

  #begin(call: Call): { observation: CallObservation; within: Context } {
    const { tracer } = this.#options;
    const measured = this.#measured(call);
    const { parent, linked } = this.#parentOf(call);
    const method = String(measured[ATTRIBUTES.method]);
    const target = measured[ATTRIBUTES.tool];
    const span = tracer.startSpan(
      target === undefined ? method : `${method} ${target}`,
      {
        kind: this.#isInner ? SpanKind.INTERNAL : SpanKind.SERVER,
        startTime: call.at,
        attributes: { ...measured, ...this.#traced(call) },
        ...(linked && { links: [{ context: linked }] }),
      },
      parent,
    );
    const observation = new CallObservation({
      ...{ callId: call.id, span, measured },
    });
    return {
      observation,
      within: observation.within(trace.setSpan(parent, span)),
    };
  }

  /** SEP-414: the message's own context is the parent, the HTTP request's is linked. Strangers are nobody's children. */
  #parentOf(call: Call): { parent: Context; linked?: SpanContext } {
    if (this.#isInner) return { parent: context.active() };
    const origin: CallOrigin = call.token ? readOrigin(call) : {};
    const { message, request } = origin;
    const from = message ?? request;
    const isOther = message && request && message.spanId !== request.spanId;
    return {
      parent: from ? trace.setSpanContext(ROOT_CONTEXT, from) : ROOT_CONTEXT,
      ...(isOther && { linked: request }),
    };
  }

  /** What metrics and spans say. */
  #measured(call: Call): Attributes {
    const { names } = this.#options;
    const tool = names.tool(call);
    const version = names.version(versionOf(call));
    return {
      [ATTRIBUTES.method]: names.method(call),
      [OWN_ATTRIBUTES.server]: names.server(call),
      [ATTRIBUTES.transport]: 'tcp',
      [ATTRIBUTES.protocol]: 'http',
      ...(tool !== undefined && {
        [ATTRIBUTES.tool]: tool,
        [ATTRIBUTES.operation]: 'execute_tool',
      }),
      ...(version !== undefined && { [ATTRIBUTES.protocolVersion]: version }),
    };
  }

  /** What spans alone say. */
  #traced(call: Call): Attributes {
    const { message, session, outerSession } = call;
    const id = message?.kind === 'request' ? message.id : undefined;
    const sessionId = (session ?? outerSession)?.hash;
    return {
      [OWN_ATTRIBUTES.call]: call.id,
      ...(id !== undefined && {
        [ATTRIBUTES.requestId]: String(id).slice(0, MAX_ID_LENGTH),
      }),
      ...(sessionId !== undefined && { [ATTRIBUTES.sessionId]: sessionId }),
      ...this.#options.users.of(call),
    };
  }

  #end(call: Call, observation: CallObservation): void {
    const { decisions, serverOperation } = this.#options.instruments;
    const { reason } = observation;
    const attributes = observation.end();
    decisions.add(1, {
      [OWN_ATTRIBUTES.decision]: reason === 'granted' ? 'allow' : 'deny',
      [OWN_ATTRIBUTES.reason]: reason,
      [OWN_ATTRIBUTES.server]: observation.measured[OWN_ATTRIBUTES.server],
    });
    // What is no message is no operation of the protocol.
    if (call.message) {
      const { leftAt = Date.now() } = observation;
      const seconds = Math.max(0, leftAt - call.at) / 1000;
      serverOperation.record(seconds, attributes);
    }
  }
}

function versionOf({ message, headers, session }: Call): string | undefined {
  if (message?.protocolVersion !== undefined) return message.protocolVersion;
  const asked = message?.params?.protocolVersion;
  if (message?.method === 'initialize' && typeof asked === 'string')
    return asked;
  const header = headers['mcp-protocol-version'];
  return typeof header === 'string' ? header : session?.protocolVersion;
}
