import { ConfigReader } from '@backstage/config';
import { EgressRules } from './EgressRules';

const PUBLIC = '93.184.216.34';
const PRIVATE = '10.9.9.9';
const LOOPBACK = '127.0.0.1';
const METADATA = '169.254.169.254';

describe('EgressRules (R1, S2, S3)', () => {
  const allowedHosts = [
    'db.internal:5432',
    '*.lab.internal',
    'localhost:7012',
    '10.1.0.0/16',
    METADATA,
    '127.0.0.9',
  ];

  describe('where every public host is open', () => {
    const rules = EgressRules.create({ allowedHosts });
    const problem = (host: string, port: number, ...addresses: string[]) =>
      rules.nameProblem(host, port) ??
      rules.addressProblem({ host, port, addresses });

    it.each([
      ['api.example.com', 443, PUBLIC],
      ['db.internal', 5432, PRIVATE],
      ['names-a-network.example.com', 443, '10.1.2.3'],
      ['localhost', 7012, LOOPBACK],
      ['127.0.0.9', 80, '127.0.0.9'],
      [METADATA, 80, METADATA],
    ])('%s:%s at %s is dialled', (host, port, address) => {
      expect(problem(host, port, address)).toBeUndefined();
    });

    it.each([
      ['a private address', 'api.example.com', 443, PRIVATE],
      ['another port', 'db.internal', 5433, PRIVATE],
      ['this machine below a wildcard', 'a.lab.internal', 80, LOOPBACK],
      ['this machine behind a name', 'evil.example', 80, '127.0.0.9'],
      ['metadata behind a name', 'evil.example', 80, METADATA],
      ['metadata behind an opened name', 'db.internal', 5432, METADATA],
      ['where no server can be', 'db.internal', 5432, '0.0.0.0'],
    ])('refuses %s', (_, host, port, address) => {
      expect(problem(host, port, address)).toMatch(/private or reserved/);
    });

    it('refuses all where one is bad, and where there is none', () => {
      expect(problem('api.example.com', 443, PUBLIC, PRIVATE)).toBeDefined();
      expect(problem('api.example.com', 443)).toMatch(/no address/);
    });

    it('opens nothing beyond the public internet for whoever named nothing', () => {
      for (const [host, port, address] of [
        ['db.internal', 5432, PRIVATE],
        ['localhost', 7012, LOOPBACK],
        [METADATA, 80, METADATA],
      ] as const) {
        expect(
          rules.addressProblem({
            ...{ host, port, addresses: [address] },
            isNamed: false,
          }),
        ).toBeDefined();
      }
    });
  });

  describe('where the operator named the public hosts', () => {
    const rules = EgressRules.create({
      allowedHosts: ['db.internal:5432', 'public.internal'],
      publicHosts: ['api.example.com', '*.vendor.example:443'],
    });
    const problem = (host: string, port: number, ...addresses: string[]) =>
      rules.nameProblem(host, port) ??
      rules.addressProblem({ host, port, addresses });

    it.each([
      ['api.example.com', 443, PUBLIC],
      ['eu.vendor.example', 443, PUBLIC],
      ['public.internal', 443, PUBLIC],
      ['db.internal', 5432, PRIVATE],
    ])('%s:%s at %s is dialled', (host, port, address) => {
      expect(problem(host, port, address)).toBeUndefined();
    });

    it.each([
      ['another host', 'evil.example', 443],
      ['another port', 'eu.vendor.example', 8443],
      ['the name above a wildcard', 'vendor.example', 443],
    ])('refuses %s before it is resolved', (_, host, port) => {
      expect(rules.nameProblem(host, port)).toMatch(/publicHosts/);
    });

    it('refuses a public address that nobody named', () => {
      expect(problem(PUBLIC, 443, PUBLIC)).toMatch(/publicHosts/);
    });

    it('opens nothing private by naming a public host', () => {
      for (const address of [PRIVATE, LOOPBACK, METADATA, '::1']) {
        expect(problem('api.example.com', 443, address)).toMatch(
          /private or reserved/,
        );
      }
    });

    it('holds for those too who may reach everything', () => {
      const everything = (host: string) =>
        rules.addressProblem({
          ...{ host, port: 443, addresses: [PUBLIC] },
          isNamed: false,
        });
      expect(everything('api.example.com')).toBeUndefined();
      expect(everything('evil.example')).toMatch(/publicHosts/);
    });

    it('resolves a name that an address of the list may be behind', () => {
      const byAddress = EgressRules.create({
        allowedHosts: [],
        publicHosts: ['93.184.216.0/24'],
      });
      const of = (address: string) =>
        byAddress.nameProblem('a.example', 443) ??
        byAddress.addressProblem({
          ...{ host: 'a.example', port: 443, addresses: [address] },
        });
      expect(of(PUBLIC)).toBeUndefined();
      expect(of('8.8.8.8')).toMatch(/publicHosts/);
    });

    it.each([
      [['127.0.0.1', '::1', '169.254.169.254'], false],
      [['10.0.0.0/8'], true],
      [['fd12::/16'], true],
      [['0.0.0.0/0'], true],
      [['128.0.0.0/1'], true],
    ])('with %p opened, others are resolved: %s', (opened, isResolved) => {
      const strict = EgressRules.create({
        allowedHosts: opened,
        publicHosts: [],
      });
      expect(strict.nameProblem('any.example', 443) === undefined).toBe(
        isResolved,
      );
    });

    it('an empty list closes the public internet', () => {
      const closed = EgressRules.create({ allowedHosts: [], publicHosts: [] });
      expect(closed.nameProblem('api.example.com', 443)).toBeDefined();
    });
  });

  it('reads the configuration, and says which setting is wrong', () => {
    const read = (egress: object) =>
      EgressRules.read(new ConfigReader({ mcpGateway: { egress } } as object));
    const rules = read({ publicHosts: ['api.example.com'] });
    expect(rules.nameProblem('evil.example', 443)).toBeDefined();
    expect(rules.opens('api.example.com', 443, PUBLIC)).toBe(false);
    expect(() => read({ publicHosts: ['https://x.example/'] })).toThrow(
      'mcpGateway.egress.publicHosts',
    );
    expect(() => read({ allowedHosts: ['*'] })).toThrow(
      'mcpGateway.egress.allowedHosts',
    );
    expect(
      EgressRules.read(new ConfigReader({})).nameProblem('any.example', 443),
    ).toBeUndefined();
  });
});
