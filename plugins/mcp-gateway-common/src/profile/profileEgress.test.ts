import type { PermissionProfile } from './permissionProfile';
import { profileEgress } from './profileEgress';

type Network = PermissionProfile['network'];
type Egress = NonNullable<PermissionProfile['sallyport']>['egress'];

const of = (network?: Network, egress?: Egress) =>
  profileEgress({ network, ...(egress && { sallyport: { egress } }) });

describe('profileEgress', () => {
  it('is nothing where the profile says nothing', () => {
    expect(of()).toEqual({ everything: false, destinations: [], problems: [] });
  });

  it('pairs each host of ToolHive’s lists with each port', () => {
    const { destinations, problems } = of({
      outbound: {
        allow_host: ['API.example.com', '.example.org'],
        allow_port: [443, 8443],
      },
    });
    expect(destinations).toEqual([
      { host: 'api.example.com', port: 443, via: 'tunnel' },
      { host: 'api.example.com', port: 8443, via: 'tunnel' },
      { host: '.example.org', port: 443, via: 'proxy' },
      { host: '.example.org', port: 8443, via: 'proxy' },
    ]);
    expect(problems).toEqual([]);
  });

  it('takes hosts without ports as https', () => {
    expect(
      of({ outbound: { allow_host: ['a.example'] } }).destinations,
    ).toEqual([{ host: 'a.example', port: 443, via: 'tunnel' }]);
  });

  it('adds our own exact destinations, once each', () => {
    const { destinations } = of(
      { outbound: { allow_host: ['db.example'], allow_port: [5432] } },
      [
        { host: 'db.example', port: 5432, via: 'proxy' },
        { host: '10.0.0.7', port: 5432 },
        { host: 'fd00::7', port: 5432 },
        { host: 'web.example', port: 443, via: 'proxy' },
      ],
    );
    expect(destinations).toEqual([
      { host: 'db.example', port: 5432, via: 'tunnel' },
      { host: '10.0.0.7', port: 5432, via: 'proxy' },
      { host: 'fd00::7', port: 5432, via: 'proxy' },
      { host: 'web.example', port: 443, via: 'proxy' },
    ]);
  });

  it.each<[string, Network, Egress, string]>([
    [
      'ports without hosts',
      { outbound: { allow_port: [443] } },
      undefined,
      'without hosts',
    ],
    [
      'no network and destinations',
      { mode: 'none', outbound: { allow_host: ['a.example'] } },
      undefined,
      "'none'",
    ],
    [
      'a tunnel to many names',
      undefined,
      [{ host: '.a.example', port: 443, via: 'tunnel' }],
      'via: proxy',
    ],
    [
      'a tunnel to an address',
      undefined,
      [{ host: '10.0.0.7', port: 443, via: 'tunnel' }],
      'via: proxy',
    ],
  ])('says that %s cannot be', (_, network, egress, words) => {
    expect(of(network, egress).problems).toEqual([
      expect.stringContaining(words),
    ]);
  });

  it('opens nothing where the mode is none', () => {
    const closed = of({ mode: 'none', outbound: { insecure_allow_all: true } });
    expect(closed).toMatchObject({ everything: false, destinations: [] });
  });
});
