import { z } from 'zod';
import type { Seal } from '../../sessions/Seal';
import type { Call } from '../../pipeline/types';
import { askedBy, type AskedRequest } from './askedBy';

/** No longer than a call waits for its client. */
const VALID_MS = 10 * 60_000;
const MAX_LENGTH = 2_000;

const stateSchema = z.object({
  /** The call that waits; none where the request is simply made again. */
  call: z.string().max(100).optional(),
  digest: z.string(),
  until: z.number(),
});

/**
 * `requestState` of a request that was sent back for input (MCP 2026-07-28, SEP-2322): sealed, for one client of one
 * person at one server, one request and a short time.
 */
export class RequestStates {
  static create(options: { seal: Pick<Seal, 'seal' | 'open'> }): RequestStates {
    return new RequestStates(options.seal);
  }

  readonly #seal: Pick<Seal, 'seal' | 'open'>;

  private constructor(seal: Pick<Seal, 'seal' | 'open'>) {
    this.#seal = seal;
  }

  /** @param waiting - the call that waits for the answers */
  write({ owner, digest }: AskedRequest, waiting?: string): string {
    const content = {
      ...(waiting !== undefined && { call: waiting }),
      digest,
      until: Date.now() + VALID_MS,
    };
    return this.#seal
      .seal({
        purpose: 'request-state',
        context: owner,
        content: Buffer.from(JSON.stringify(content)),
      })
      .toString('base64url');
  }

  /** `undefined`: made up, another's, of another request or too old. */
  async read(call: Call): Promise<{ call?: string } | undefined> {
    const { owner, digest } = askedBy(call);
    const state = call.message?.params?.requestState;
    if (typeof state !== 'string' || state.length > MAX_LENGTH) {
      return undefined;
    }
    const opened = await this.#seal.open({
      purpose: 'request-state',
      context: owner,
      sealed: Buffer.from(state, 'base64url'),
    });
    if (!opened) return undefined;
    const parsed = stateSchema.safeParse(JSON.parse(opened.toString('utf8')));
    if (!parsed.success) return undefined;
    const { until, call: waiting } = parsed.data;
    const isValid = parsed.data.digest === digest && Date.now() < until;
    return isValid ? { call: waiting } : undefined;
  }
}
