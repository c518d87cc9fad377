import {
  ActiveStops,
  NO_PERMISSIONS,
  type Stop,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { withoutStopped } from './withoutStopped';

const hosted = {
  package: { registry: 'npm', identifier: '@acme/files', version: '1.0.0' },
  args: [],
  profile: NO_PERMISSIONS,
  isolation: 'shared',
} as const;
const upstream = {
  type: 'streamable-http',
  url: 'https://mcp.example.com/mcp',
} as const;

describe('withoutStopped', () => {
  const probe = jest.fn(async () => ({ ok: true }));
  beforeEach(() => probe.mockClear());
  const guarded = (...stops: Stop[]) =>
    withoutStopped({
      probes: { probe },
      directory: { stops: () => ActiveStops.from(stops) },
      clock: () => 0,
    });
  const stop = (kind: Stop['kind'], subject: string): Stop => ({
    ...{ id: 's1', kind, subject, message: 'It phones home.' },
  });

  it.each([
    [stop('package', 'npm/@acme/files'), { hosted: { ...hosted, args: [] } }],
    [stop('publisher', 'npm/@acme'), { hosted: { ...hosted, args: [] } }],
    [stop('host', 'mcp.example.com'), { upstream }],
  ])('touches nothing of %j', async (made, candidate) => {
    const found = await guarded(made).probe({ serverId: 's', ...candidate });
    expect(found).toMatchObject({ ok: false });
    expect(found.error).toContain('It phones home.');
    expect(probe).not.toHaveBeenCalled();
  });

  it.each([
    [stop('server', 's'), { upstream }],
    [stop('host', 'other.example.com'), { upstream }],
    [stop('package', 'npm/@acme/other'), { hosted: { ...hosted, args: [] } }],
  ])('looks at what is not hit by %j', async (made, candidate) => {
    const found = await guarded(made).probe({ serverId: 's', ...candidate });
    expect(found).toEqual({ ok: true });
  });
});
