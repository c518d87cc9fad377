import {
  type Attributes,
  type Context,
  createContextKey,
  type Span,
  SpanStatusCode,
} from '@opentelemetry/api';
import { REASONS } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { DecisionReason } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { ForwardResult } from '../transport/Forwarder';
import { ATTRIBUTES, OWN_ATTRIBUTES } from './conventions';
import { type Failure, isError } from './isError';

const KEY = createContextKey('sallyport.call');

/** What is seen of one call from its decision to its end: the span of the gateway as a server, and what its histogram counts. */
export class CallObservation {
  /** The observation that a context belongs to. */
  static in(context: Context): CallObservation | undefined {
    return context.getValue(KEY) as CallObservation | undefined;
  }

  readonly callId: string;
  readonly span: Span;
  /** Of the metrics: bounded. */
  readonly measured: Attributes;
  #upstream: Failure | undefined;
  #failure: Failure | undefined;
  #reason: DecisionReason = 'granted';
  #leftAt: number | undefined;
  #isOver = false;

  constructor(options: { callId: string; span: Span; measured: Attributes }) {
    this.callId = options.callId;
    this.span = options.span;
    this.measured = options.measured;
  }

  /** A context in which this is found again. */
  within(context: Context): Context {
    return context.setValue(KEY, this);
  }

  /** Milliseconds since the epoch: when its answer had left; absent until there is one. */
  get leftAt(): number | undefined {
    return this.#leftAt;
  }

  get reason(): DecisionReason {
    return this.#reason;
  }

  /** What the server's latest answer said. */
  heard(failure: Failure | undefined): void {
    this.#upstream = failure;
  }

  refused(reason: DecisionReason): void {
    this.#reason = reason;
    const code = REASONS[reason].rpc;
    this.#failure = { type: String(code), code };
  }

  answered(result: ForwardResult): void {
    if (result.kind === 'refused') {
      this.refused(result.reason);
      return;
    }
    const { outcome, findings } = result;
    this.#leftAt = result.leftAt;
    if (findings?.refused) this.refused(findings.refused);
    else if (outcome === 'tool-error') {
      this.#failure = this.#upstream ?? { type: 'tool_error' };
    } else if (outcome !== 'ok') this.#failure = { type: outcome };
  }

  /** Ends the span. What is said of it is said once. Returns what its metrics say. */
  end(): Attributes {
    const failure = this.#failure;
    const how: Attributes = failure
      ? {
          [ATTRIBUTES.errorType]: failure.type,
          ...(failure.code !== undefined && {
            [ATTRIBUTES.statusCode]: String(failure.code),
          }),
        }
      : {};
    if (!this.#isOver) {
      this.#isOver = true;
      this.span.setAttributes({
        ...how,
        [OWN_ATTRIBUTES.reason]: this.#reason,
      });
      if (failure && isError('server', failure)) {
        // The reason of the gateway's own table: what a server says in words may be anybody's data.
        const message = this.#reason === 'granted' ? undefined : this.#reason;
        this.span.setStatus({ code: SpanStatusCode.ERROR, message });
      }
      this.span.end(this.#leftAt);
    }
    return { ...this.measured, ...how };
  }
}
