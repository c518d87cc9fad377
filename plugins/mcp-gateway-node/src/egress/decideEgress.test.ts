import { AllowedHosts } from './AllowedHosts';
import { addressProblem, nameProblem } from './decideEgress';

const egress = {
  everything: false,
  problems: [],
  destinations: [
    { host: 'api.example.com', port: 443, via: 'tunnel' as const },
    { host: '.example.org', port: 443, via: 'proxy' as const },
    { host: '10.0.0.7', port: 5432, via: 'proxy' as const },
  ],
};

describe('nameProblem', () => {
  it.each([
    ['api.example.com', 443],
    ['a.example.org', 443],
    ['a.b.example.org', 443],
    ['10.0.0.7', 5432],
  ])('%s:%s is named', (host, port) => {
    expect(nameProblem(egress, { host, port })).toBeUndefined();
  });

  it.each([
    ['api.example.com', 80],
    ['example.org', 443],
    ['evilexample.org', 443],
    ['a.example.org.evil.com', 443],
    ['evil.com', 443],
    ['10.0.0.7', 443],
    ['10.0.0.8', 5432],
    ['', 443],
  ])('%s:%s is not', (host, port) => {
    expect(nameProblem(egress, { host, port })).toContain('does not name');
  });

  it('takes https of any host where everything is open, and nothing else', () => {
    const all = { ...egress, everything: true };
    expect(nameProblem(all, { host: 'evil.com', port: 443 })).toBeUndefined();
    expect(nameProblem(all, { host: 'evil.com', port: 25 })).toContain('https');
  });
});

describe('addressProblem (S2, S3)', () => {
  const opened = AllowedHosts.parse([
    'db.internal:5432',
    '*.lab.internal',
    'localhost:7012',
    '10.1.0.0/16',
    '169.254.169.254',
    '127.0.0.9',
  ]);
  const problem = (
    host: string,
    port: number,
    addresses: string[],
    isNamed = true,
  ) => addressProblem({ target: { host, port }, addresses, opened, isNamed });

  it.each([
    ['api.example.com', 443, ['93.184.216.34']],
    ['db.internal', 5432, ['10.9.9.9']],
    ['a.lab.internal', 80, ['192.168.1.1']],
    ['localhost', 7012, ['127.0.0.1', '::1']],
    ['names-a-network.example', 443, ['10.1.2.3']],
    ['169.254.169.254', 80, ['169.254.169.254']],
    ['127.0.0.9', 80, ['127.0.0.9']],
  ])('%s:%s at %p is dialled', (host, port, addresses) => {
    expect(problem(host, port, addresses)).toBeUndefined();
  });

  it.each([
    ['a private address', 'api.example.com', 443, ['10.9.9.9']],
    ['one of two', 'api.example.com', 443, ['93.184.216.34', '10.9.9.9']],
    ['another port', 'db.internal', 5433, ['10.9.9.9']],
    ['metadata behind a name', 'evil.example', 80, ['169.254.169.254']],
    ['metadata in IPv6', 'evil.example', 80, ['::ffff:169.254.169.254']],
    ['this machine behind a name', 'evil.example', 80, ['127.0.0.9']],
    ['this machine below a wildcard', 'a.lab.internal', 80, ['127.0.0.1']],
    ['metadata behind an opened name', 'db.internal', 5432, ['169.254.1.1']],
    ['no address', 'db.internal', 5432, []],
    ['no server', 'db.internal', 5432, ['0.0.0.0']],
  ])('refuses %s', (_, host, port, addresses) => {
    expect(problem(host, port, addresses)).toBeDefined();
  });

  it('opens nothing private where the profile names only everything', () => {
    for (const [host, address] of [
      ['db.internal', '10.9.9.9'],
      ['localhost', '127.0.0.1'],
      ['10.1.2.3', '10.1.2.3'],
      ['169.254.169.254', '169.254.169.254'],
    ]) {
      expect(problem(host, 5432, [address], false)).toBeDefined();
    }
    expect(problem('x.example', 443, ['93.184.216.34'], false)).toBeUndefined();
  });
});
