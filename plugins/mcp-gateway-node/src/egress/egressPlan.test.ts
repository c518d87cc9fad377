import { egressPlan } from './egressPlan';
import { hostsFile } from './hostsFile';

const plan = (
  ...destinations: [host: string, port: number, via: 'tunnel' | 'proxy'][]
) =>
  egressPlan({
    everything: false,
    problems: [],
    destinations: destinations.map(([host, port, via]) => ({
      host,
      port,
      via,
    })),
  });

describe('egressPlan', () => {
  it('has no listener, name or variable where nothing is open', () => {
    expect(plan()).toEqual({
      listeners: [],
      hosts: [['127.0.0.1', 'localhost']],
      env: {},
    });
  });

  it('gives each name an address of its own, and each port a listener', () => {
    const { listeners, hosts, env } = plan(
      ['a.example', 443, 'tunnel'],
      ['b.example', 443, 'tunnel'],
      ['a.example', 80, 'tunnel'],
      ['localhost', 5432, 'tunnel'],
    );
    expect(listeners.map(({ address, port }) => `${address}:${port}`)).toEqual([
      '127.1.0.2:443',
      '127.1.0.3:443',
      '127.1.0.2:80',
      '127.0.0.1:5432',
    ]);
    expect(hostsFile(hosts)).toBe(
      '127.0.0.1 localhost\n127.1.0.2 a.example\n127.1.0.3 b.example\n127.0.0.1 sandbox\n',
    );
    expect(env).toEqual({});
  });

  it('offers a proxy for what has no name of its own, on a port that is free', () => {
    const { listeners, env } = plan(
      ['.example.org', 443, 'proxy'],
      ['localhost', 3128, 'tunnel'],
      ['a.example', 443, 'tunnel'],
    );
    expect(listeners.at(-1)).toEqual({
      kind: 'proxy',
      address: '127.0.0.1',
      port: 3129,
    });
    expect(env).toMatchObject({
      HTTPS_PROXY: 'http://127.0.0.1:3129',
      NO_PROXY: 'localhost,a.example,127.0.0.1',
      NODE_USE_ENV_PROXY: '1',
    });
  });

  it('has addresses for as many names as a profile can have', () => {
    const many = Array.from(
      { length: 1000 },
      (_, index): [string, number, 'tunnel'] => [
        `h${index}.example`,
        443,
        'tunnel',
      ],
    );
    const addresses = plan(...many).hosts.map(([address]) => address);
    expect(new Set(addresses).size).toBe(addresses.length);
    expect(addresses.every(it => /^127\.\d+\.\d+\.\d+$/.test(it))).toBe(true);
    expect(
      addresses.flatMap(it => it.split('.').map(Number)).every(it => it < 256),
    ).toBe(true);
  });
});
