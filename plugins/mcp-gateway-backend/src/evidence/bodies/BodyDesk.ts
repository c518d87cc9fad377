import {
  NotAllowedError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import {
  type AuditEvent,
  type CallBody,
  callBodySchema,
  checkBody,
  type GatewaySchemas,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { PortalCaller } from '../../service/PortalCaller';
import { toBodyReadEvent } from '../events/toBodyEvent';
import { isoTime } from '../isoTime';
import { newCallId } from '../newCallId';
import type { CallRecord } from '../types';
import type { BodyReaders } from './BodyReaders';
import { type BodySealer, hmacSha256 } from './BodySealer';
import type { BodyStore } from './BodyStore';
import { bodyState } from './bodyState';

type Call = Pick<CallRecord, 'id' | 'at' | 'serverRef'> & {
  recording?: string;
};

/** Shows what is kept of a call's arguments and result. Whoever reads it is in the audit log before they see it. */
export class BodyDesk {
  static create(options: {
    store: Pick<BodyStore, 'find' | 'has' | 'events'>;
    sealer: Pick<BodySealer, 'open'>;
    readers: Pick<BodyReaders, 'allows'>;
    /** Appends to the audit log; resolves when it is on the disk. */
    tell: (event: AuditEvent) => Promise<void>;
    retentionDays: number;
    clock?: () => number;
  }): BodyDesk {
    return new BodyDesk(options);
  }

  readonly #options: Parameters<typeof BodyDesk.create>[0];

  private constructor(options: Parameters<typeof BodyDesk.create>[0]) {
    this.#options = options;
  }

  /** Whether it is there, who has read it, and whether the caller may. They see the call: that was asked before. */
  async status(
    caller: PortalCaller,
    call: Call,
  ): Promise<GatewaySchemas['CallBodyStatus']> {
    const { store, readers, retentionDays, clock = Date.now } = this.#options;
    const { recording } = call;
    const policy = policyOf(recording);
    const events = policy ? await store.events(call.id) : [];
    return {
      policy: policy ?? 'none',
      ...bodyState({
        ...{ recording: policy, events, retentionDays, at: call.at },
        isThere: policy !== undefined && (await store.has(call.id)),
        now: clock(),
      }),
      retentionDays,
      mayRead: policy !== undefined && (await readers.allows(caller, call)),
      reads: events
        .filter(({ sallyport }) => sallyport.bodyRead)
        .map(event => ({ by: event.subjects.user, at: event.logged_at })),
    };
  }

  /** Throws a NotAllowedError, also where there is nothing to be read. */
  async read(
    caller: PortalCaller,
    call: Call,
  ): Promise<GatewaySchemas['CallBody']> {
    const { store, sealer, readers, tell, clock = Date.now } = this.#options;
    if (!(await readers.allows(caller, call))) {
      throw new NotAllowedError(
        'You may see this call, but not its arguments and result. The permission mcp.call.body.read for its server is needed.',
      );
    }
    const row = await store.find(call.id);
    if (!row) {
      throw new NotFoundError(
        'The arguments and the result of this call are not kept',
      );
    }
    const by = caller.userEntityRef;
    try {
      await tell(
        toBodyReadEvent(
          { callId: call.id, by },
          { id: newCallId(), at: isoTime(clock()) },
        ),
      );
    } catch (error) {
      throw new ServiceUnavailableError(
        'That you read this could not be written down, so it is not shown; try again shortly',
        error,
      );
    }
    const { text, hexKey } = await sealer.open(call.id, row.sealed);
    const events = await store.events(call.id);
    const body = { callId: call.id, text, hexKey };
    const proof = checkBody({ body, events, hmac: hmacSha256 });
    return { ...body, proof, ...partsOf(text) };
  }
}

function partsOf(text: string): Pick<CallBody, 'arguments' | 'result'> {
  const { arguments: args, result } = callBodySchema.parse(JSON.parse(text));
  return { ...(args && { arguments: args }), ...(result && { result }) };
}

function policyOf(
  recording: string | undefined,
): CallBody['policy'] | undefined {
  return recording === 'redacted' || recording === 'full'
    ? recording
    : undefined;
}
