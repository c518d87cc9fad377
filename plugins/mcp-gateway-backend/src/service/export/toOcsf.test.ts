import { toOcsf } from './toOcsf';

const CALL = {
  ...{ id: 'call-1', at: '2026-11-23T08:00:00.000Z' },
  ...{ user: 'user:default/alice', actor: 'agent:default/bot' },
  ...{ serverId: 's-1', serverRef: 'api:default/orders' },
  ...{ method: 'tools/call', tool: 'list_orders', client: 'Claude/2' },
  ...{ decision: 'allow' as const, reason: 'granted', outcome: 'ok' as const },
  ...{ httpStatus: 200, durationMs: 12.4, requestId: 'req-1' },
  ...{ sessionId: 'hash', grantId: 'grant-1', revisionDigest: 'sha256:a' },
};

describe('toOcsf', () => {
  it('is an event of the class API Activity, under its published names', () => {
    expect(toOcsf(CALL)).toEqual({
      // Required of every event, and of this class.
      ...{ category_uid: 6, category_name: 'Application Activity' },
      ...{ class_uid: 6003, class_name: 'API Activity' },
      ...{ activity_id: 99, activity_name: 'Call', type_uid: 600399 },
      type_name: 'API Activity: Call',
      time: 1_795_420_800_000,
      ...{ severity_id: 1, severity: 'Informational' },
      metadata: {
        version: '1.3.0',
        uid: 'call-1',
        product: { name: 'Sallyport', vendor_name: 'Sallyport' },
        ...{ log_name: 'calls', original_time: CALL.at },
        correlation_uid: 'hash',
      },
      actor: {
        ...{ app_name: 'Claude/2', app_uid: 'agent:default/bot' },
        user: { uid: 'user:default/alice', name: 'alice' },
        session: { uid: 'hash' },
      },
      api: {
        operation: 'tools/call',
        service: { name: 'api:default/orders', uid: 's-1' },
        request: { uid: 'req-1' },
        response: { code: 200 },
      },
      src_endpoint: { name: 'Claude/2' },
      // Recommended, and what the class has no field for.
      ...{ status_id: 1, status: 'Success', status_code: 'granted' },
      duration: 12,
      dst_endpoint: { svc_name: 'api:default/orders' },
      resources: [{ name: 'list_orders', type: 'MCP tool' }],
      unmapped: expect.objectContaining({
        ...{ decision: 'allow', grantId: 'grant-1' },
        revisionDigest: 'sha256:a',
      }),
    });
  });

  it.each([
    [{ decision: 'deny' as const, outcome: 'refused' as const }, 2],
    [{ outcome: 'tool-error' as const }, 2],
    [{ outcome: 'pending' as const }, 0],
    [{ outcome: undefined }, 0],
  ])('%j has the status %i', (change, status) => {
    expect(toOcsf({ ...CALL, ...change })).toMatchObject({ status_id: status });
  });

  it('has the address of the caller, who acts for whom, what is reached and the tokens', () => {
    const delegation = { chain: [{ sub: 'planner' }, { sub: 'desk' }] };
    const tokens = { in: 3, out: 5, isEstimated: true };
    const reaches = ['resource:default/orders-db'];
    expect(
      toOcsf({
        ...CALL,
        ...{ sourceAddress: '192.0.2.7', delegation, tokens, reaches },
      }),
    ).toMatchObject({
      src_endpoint: { name: 'Claude/2', ip: '192.0.2.7' },
      unmapped: { delegation, tokens, reaches },
    });
  });

  it('says that lists and resources are read', () => {
    expect(toOcsf({ ...CALL, method: 'tools/list' })).toMatchObject({
      ...{ activity_id: 2, type_uid: 600302 },
    });
  });

  it('has an actor also where nobody signed in', () => {
    const { user, actor, client, sessionId, ...nobody } = CALL;
    expect(toOcsf(nobody)).toMatchObject({
      ...{ actor: { app_name: 'unknown' }, src_endpoint: { name: 'unknown' } },
    });
  });
});
