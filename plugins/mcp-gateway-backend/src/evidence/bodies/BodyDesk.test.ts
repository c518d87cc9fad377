import { mockCredentials } from '@backstage/backend-test-utils';
import type { AuditEvent } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { toBodyEvent } from '../events/toBodyEvent';
import { BodyDesk } from './BodyDesk';
import { BodySealer } from './BodySealer';

const CALL = {
  id: 'call-1',
  at: '2026-11-29T10:00:00.000Z',
  serverRef: 'api:default/orders',
  recording: 'redacted' as const,
};
const CALLER = {
  credentials: mockCredentials.user('user:default/bob'),
  userEntityRef: 'user:default/bob',
};
const BODY = {
  v: 1,
  callId: CALL.id,
  policy: 'redacted',
  arguments: { text: '{"a":1}', bytes: 7, isCut: false, masked: 0 },
} as const;

/** Encrypts nothing: what is written, in which order, is asked here. */
const box = {
  seal: async (_context: unknown, text: string) => text,
  open: async (_context: unknown, sealed: string) => sealed,
};

describe('BodyDesk', () => {
  let order: string[];
  let events: AuditEvent[];
  let sealed: Awaited<ReturnType<BodySealer['seal']>>;
  const sealer = BodySealer.create({ box });

  beforeEach(async () => {
    order = [];
    sealed = await sealer.seal(BODY);
    events = [
      toBodyEvent(
        { callId: CALL.id, state: 'kept', digest: sealed.digest },
        { id: 'event', at: CALL.at },
      ),
    ];
  });

  function desk(
    options: { mayRead?: boolean; isLogDown?: boolean; row?: string } = {},
  ) {
    return BodyDesk.create({
      store: {
        find: async () => ({
          ...{ call_id: CALL.id, at: CALL.at },
          sealed: options.row ?? sealed.sealed,
        }),
        has: async () => true,
        events: async () => events,
      },
      sealer: {
        open: async (...what) => {
          order.push('opened');
          return await sealer.open(...what);
        },
      },
      readers: { allows: async () => options.mayRead !== false },
      tell: async event => {
        if (options.isLogDown) throw new Error('the disk is full');
        order.push(`${event.type} by ${event.subjects.user}`);
      },
      retentionDays: 30,
    });
  }

  it('A3: has a read in the log before anything is opened', async () => {
    const read = await desk().read(CALLER, CALL);
    expect(order).toEqual([
      'sallyport_call_body_read by user:default/bob',
      'opened',
    ]);
    expect(read).toMatchObject({
      proof: 'matches',
      arguments: BODY.arguments,
    });
  });

  it('A1: opens nothing while that cannot be written down', async () => {
    await expect(
      desk({ isLogDown: true }).read(CALLER, CALL),
    ).rejects.toMatchObject({ name: 'ServiceUnavailableError' });
    expect(order).toEqual([]);
  });

  it('opens nothing for those who may not', async () => {
    await expect(
      desk({ mayRead: false }).read(CALLER, CALL),
    ).rejects.toMatchObject({ name: 'NotAllowedError' });
    expect(order).toEqual([]);
  });

  it('A1: says where it is not what was kept, and where nobody knows', async () => {
    const other = await sealer.seal({
      ...BODY,
      arguments: { ...BODY.arguments, text: '{"a":2}' },
    });
    const changed = desk({ row: other.sealed });
    expect((await changed.read(CALLER, CALL)).proof).toBe('differs');
    // A second event does not make it true.
    events.push(
      toBodyEvent(
        { callId: CALL.id, state: 'kept', digest: other.digest },
        { id: 'event-2', at: CALL.at },
      ),
    );
    expect((await changed.read(CALLER, CALL)).proof).toBe('differs');
    events = [];
    expect((await desk().read(CALLER, CALL)).proof).toBe('unproven');
  });

  it('says that there is nothing of a call that was not recorded', async () => {
    const { recording: _, ...call } = CALL;
    expect(await desk().status(CALLER, call)).toEqual({
      ...{ policy: 'none', state: 'not-recorded', retentionDays: 30 },
      ...{ mayRead: false, reads: [] },
    });
  });
});
