import {
  type Context,
  context,
  createContextKey,
  type Link,
  ROOT_CONTEXT,
  trace,
} from '@opentelemetry/api';

const KEY = createContextKey('sallyport.session');

/**
 * What a session with a server does beside the calls that use it: its stream, its end. It outlives the call that began it, and
 * whoever makes it end may be somebody else. So that is in traces of its own, linked to where the session began.
 */
export class SessionScope {
  /** A session that begins now. */
  static begin(): SessionScope {
    const began = trace.getSpanContext(context.active());
    return new SessionScope(began ? [{ context: began }] : []);
  }

  /** What spans in a context are linked to. */
  static linksIn(within: Context): Link[] {
    return (within.getValue(KEY) as Link[] | undefined) ?? [];
  }

  readonly #context: Context;

  private constructor(links: Link[]) {
    this.#context = ROOT_CONTEXT.setValue(KEY, links);
  }

  /** Runs what belongs to the session and to no call. */
  run<T>(work: () => T): T {
    return context.with(this.#context, work);
  }
}
