import { createHmac } from 'node:crypto';
import {
  type AuditEvent,
  auditEventSchema,
  type AuditLine,
  type BodyProof,
  checkBody,
  type HmacSha256,
  parseLine,
  type ShownBody,
} from '@sallyport/backstage-plugin-mcp-gateway-common';

const hmac: HmacSha256 = ({ hexKey, text }) =>
  createHmac('sha256', Buffer.from(hexKey, 'hex')).update(text).digest('hex');

/** What was found out about what is said to have been kept of a call. */
export interface CheckedBody {
  callId: string;
  proof: BodyProof;
}

/** Looks in a log for what it says of certain calls' arguments and results, while others read it. */
export class BodyCheck {
  static create(bodies: readonly ShownBody[]): BodyCheck {
    return new BodyCheck(bodies);
  }

  readonly #bodies: readonly ShownBody[];
  readonly #events: AuditEvent[] = [];

  private constructor(bodies: readonly ShownBody[]) {
    this.#bodies = bodies;
  }

  /** The same lines, one by one. */
  async *watch(lines: AsyncIterable<AuditLine>): AsyncGenerator<AuditLine> {
    for await (const line of lines) {
      if (this.#bodies.some(({ callId }) => line.text.includes(callId))) {
        this.#note(line.text);
      }
      yield line;
    }
  }

  result(): CheckedBody[] {
    return this.#bodies.map(body => ({
      callId: body.callId,
      proof: checkBody({ body, events: this.#events, hmac }),
    }));
  }

  #note(text: string) {
    const event = auditEventSchema.safeParse(eventOf(text));
    if (event.success && event.data.sallyport.body) {
      this.#events.push(event.data);
    }
  }
}

/** What is no event is for the check of the chain to say. */
function eventOf(text: string): unknown {
  const line = parseLine(text);
  if (!line) return undefined;
  try {
    return JSON.parse(line.event);
  } catch {
    return undefined;
  }
}
