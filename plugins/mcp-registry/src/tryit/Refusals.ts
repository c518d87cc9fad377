import type { CallOutcome } from './toolSession';

type Refusal = Extract<CallOutcome, { kind: 'refused' }>;

/** No refusal is longer. */
const MAX_BODY = 64 * 1024;
const MAX_KEPT = 20;

/** What the gateway refused, by request id. It writes the id into a header too, where no server can write. */
export class Refusals {
  readonly #known = new Map<string, Refusal>();

  get(requestId: unknown): Refusal | undefined {
    return typeof requestId === 'string'
      ? this.#known.get(requestId)
      : undefined;
  }

  /** Reads an answer on its way to the SDK, which does not keep all of an error. */
  async note(response: Response): Promise<void> {
    const requestId = response.headers.get('x-request-id');
    const length = Number(response.headers.get('content-length') ?? Infinity);
    if (!requestId || length > MAX_BODY) return;
    const body: unknown = await response
      .clone()
      .json()
      .catch(() => undefined);
    const { message, data } = Object(Object(body).error);
    if (typeof message !== 'string') return;
    const { reason, ask } = Object(data);
    const ticket =
      reason === 'guard.needs-approval' && typeof ask === 'string'
        ? URL.parse(ask)?.searchParams.get('ticket') ?? undefined
        : undefined;
    if (this.#known.size >= MAX_KEPT) this.#known.clear();
    this.#known.set(requestId, {
      kind: 'refused',
      ...(typeof reason === 'string' && { reason }),
      message,
      requestId,
      // The link itself is made by this page: an address in an answer is not followed.
      canAsk: typeof ask === 'string' && ticket === undefined,
      ...(ticket !== undefined && { confirmTicket: ticket }),
    });
  }
}
