import type { AuditEvent } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { mockServices } from '@backstage/backend-test-utils';
import { TokenLog } from './TokenLog';

const counted = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => ({
    ...{ id: `call-${from + index}`, tokensIn: 1, tokensOut: 2 },
    isEstimated: index % 2 === 1,
  }));

describe('TokenLog', () => {
  function setUp() {
    const events: AuditEvent[] = [];
    const recorder = {
      room: Infinity,
      note: (event: AuditEvent) => {
        if (events.length >= recorder.room) return false;
        events.push(event);
        return true;
      },
    };
    const logger = mockServices.logger.mock();
    const log = TokenLog.create({ recorder, logger });
    const calls = () =>
      events.flatMap(({ sallyport }) =>
        (sallyport.tokens ?? []).map(({ call }) => call),
      );
    return { events, recorder, logger, log, calls };
  }

  it('writes many calls in one event', () => {
    const { events, log, calls } = setUp();
    log.add(counted(2));
    expect(events).toMatchObject([
      {
        type: 'sallyport_call_tokens',
        sallyport: {
          tokens: [
            { call: 'call-0', in: 1, out: 2 },
            { call: 'call-1', in: 1, out: 2, estimated: true },
          ],
        },
      },
    ]);
    expect(events[0].sallyport.tokens?.[0]).not.toHaveProperty('estimated');
    log.add(counted(600, 2));
    expect(events.map(({ sallyport }) => sallyport.tokens?.length)).toEqual([
      ...[2, 250, 250, 100],
    ]);
    expect(new Set(calls()).size).toBe(602);
    expect(new Set(events.map(({ audit_id: id }) => id)).size).toBe(4);
  });

  it('keeps what the log does not take, each call once and in order, and says what is lost', () => {
    const { recorder, log, calls, logger } = setUp();
    recorder.room = 1;
    log.add(counted(300));
    expect(calls()).toHaveLength(250);
    recorder.room = Infinity;
    log.add(counted(1, 300));
    expect(calls()).toEqual(counted(301).map(({ id }) => id));
    expect(logger.warn).not.toHaveBeenCalled();
    recorder.room = 0;
    log.add(counted(10_005));
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('5 calls are not in the audit log'),
    );
  });
});
