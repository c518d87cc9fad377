import { mockServices } from '@backstage/backend-test-utils';
import fc from 'fast-check';
import { EgressGuard } from './EgressGuard';

describe('EgressGuard (R1: registered URLs)', () => {
  const guard = EgressGuard.create({
    allowedHosts: [
      'localhost:7010',
      '*.internal.example.com',
      '10.1.0.0/16',
      'metadata.example.com',
    ],
  });

  function dial(url: string, ...addresses: string[]) {
    const target = guard.checkUrl(url);
    guard.checkAddresses(target, addresses);
  }

  it.each([
    ['https://mcp.example.org/mcp', ['93.184.216.34']],
    ['http://localhost:7010/mcp', ['127.0.0.1', '::1']],
    ['http://a.internal.example.com/mcp', ['10.9.9.9']],
    ['https://names-a-network.example.org/', ['10.1.2.3']],
    ['http://names-a-network.example.org/', ['10.1.2.3']],
  ])('dials %s at %p', (url, addresses) => {
    expect(() => dial(url, ...addresses)).not.toThrow();
  });

  it.each([
    ['a private address', 'https://evil.example.org/', ['10.2.3.4']],
    ['a public and a private one', 'https://x.org/', ['8.8.8.8', '10.2.3.4']],
    ['the metadata service', 'https://x.org/', ['169.254.169.254']],
    [
      'the metadata service under an opened name',
      'http://metadata.example.com/',
      ['169.254.169.254'],
    ],
    ['plain HTTP', 'http://mcp.example.org/', ['93.184.216.34']],
    [
      'plain HTTP to an address beside an opened one',
      'http://x.org/',
      ['10.1.2.3', '93.184.216.34'],
    ],
    ['another port of an opened host', 'http://localhost:5432/', ['127.0.0.1']],
    [
      'loopback under a wildcard',
      'https://a.internal.example.com/',
      ['127.0.0.1'],
    ],
    ['a name without addresses', 'https://x.org/', []],
    [
      'an address that nobody can read',
      'https://a.internal.example.com/',
      ['0x7f.1'],
    ],
  ])('refuses %s', (_, url, addresses) => {
    expect(() => dial(url, ...addresses)).toThrow(
      expect.objectContaining({ name: 'EgressError' }),
    );
  });

  it.each([
    'https://127.0.0.1/',
    'https://127.1/',
    'https://2130706433/',
    'https://0x7f000001/',
    'https://0177.0.0.1/',
    'https://127.0.0.1./',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:7f00:1]/',
    'https://[64:ff9b::169.254.169.254]/',
    'https://[2002:a9fe:a9fe::]/',
    'https://①②⑦.0.0.1/',
    'https://0/',
    'http://93.184.216.34/',
    'https://me@mcp.example.org/',
    'https://me:secret@mcp.example.org/',
    'https://good.example.org@127.0.0.1/',
    'ftp://mcp.example.org/',
    'file:///etc/passwd',
    'unix:/var/run/docker.sock',
    'nonsense',
  ])('refuses %s before anything is resolved', url => {
    expect(() => guard.checkUrl(url)).toThrow(
      expect.objectContaining({ name: 'EgressError' }),
    );
  });

  it('names no address in its refusals', () => {
    for (const [url, address] of [
      ['https://x.org/', '10.2.3.4'],
      ['http://x.org/', '93.184.216.34'],
    ]) {
      expect(() => dial(url, address)).toThrow(
        expect.objectContaining({
          message: expect.not.stringMatching(/\d+\.\d+/),
        }),
      );
    }
  });

  it('dials no public host that is not named, where the operator named some, and asks nobody for it', () => {
    const strict = EgressGuard.create({
      allowedHosts: ['localhost:7010'],
      publicHosts: ['mcp.example.org'],
    });
    expect(() => strict.checkUrl('https://mcp.example.org/')).not.toThrow();
    expect(() => strict.checkUrl('http://localhost:7010/')).not.toThrow();
    expect(() => strict.checkUrl('https://other.example.org/')).toThrow(
      'publicHosts',
    );
    // Named among the public ones: still by https only.
    const target = strict.checkUrl('http://mcp.example.org/');
    expect(() => strict.checkAddresses(target, ['93.184.216.34'])).toThrow(
      'Plain HTTP',
    );
  });

  it('logs every refusal with its place and reason, and nothing else of the address', () => {
    const logger = mockServices.logger.mock();
    const logging = EgressGuard.create({ allowedHosts: [], logger });
    const refused = (url: string, ...addresses: string[]) =>
      expect(() =>
        logging.checkAddresses(logging.checkUrl(url), addresses),
      ).toThrow();
    refused('https://mcp.example.org:8443/mcp?token=secret', '10.2.3.4');
    refused('http://mcp.example.org/', '93.184.216.34');
    refused('https://169.254.169.254/latest');
    refused('https://me:secret@mcp.example.org/');
    refused('nonsense secret');
    expect(logger.warn.mock.calls.map(([text]) => text)).toEqual([
      expect.stringMatching(/mcp\.example\.org:8443: .*private or reserved/),
      expect.stringMatching(/mcp\.example\.org:80: Plain HTTP/),
      expect.stringMatching(/169\.254\.169\.254:443: .*private or reserved/),
      expect.stringMatching(/mcp\.example\.org:443: .*user name or password/),
      expect.stringMatching(/an address: .*not a URL/),
    ]);
    expect(JSON.stringify(logger.warn.mock.calls)).not.toContain('secret');
  });

  it('finds an inner address however its host is written', () => {
    const byte = fc.integer({ min: 0, max: 255 });
    const inner = fc.oneof(
      fc.tuple(fc.constant(10), byte, byte, byte),
      fc.tuple(fc.constant(127), byte, byte, byte),
      fc.tuple(fc.constant(169), fc.constant(254), byte, byte),
      fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), byte, byte),
      fc.tuple(fc.constant(192), fc.constant(168), byte, byte),
      fc.tuple(fc.constant(0), byte, byte, byte),
    );
    const radix = fc.constantFrom(
      (n: number) => String(n),
      (n: number) => `0${n.toString(8)}`,
      (n: number) => `0x${n.toString(16)}`,
      (n: number) => `0X${n.toString(16).toLocaleUpperCase('en-US')}`,
    );
    const host = fc
      .record({ inner, radix, parts: fc.integer({ min: 1, max: 4 }) })
      .chain(({ inner: bytes, radix: write, parts }) => {
        const head = bytes.slice(0, parts - 1);
        const rest = bytes
          .slice(parts - 1)
          .reduce((sum, value) => sum * 256 + value, 0);
        const hex = bytes.map(b => b.toString(16).padStart(2, '0')).join('');
        const groups = `${hex.slice(0, 4)}:${hex.slice(4)}`;
        return fc.constantFrom(
          [...head, rest].map(write).join('.'),
          `${bytes.join('.')}.`,
          `[::ffff:${groups}]`,
          `[::ffff:${bytes.join('.')}]`,
          `[64:ff9b::${groups}]`,
          `[::${groups}]`,
          `[2002:${groups}::1]`,
        );
      });
    const closed = EgressGuard.create({ allowedHosts: [] });
    fc.assert(
      fc.property(host, text => {
        expect(() => closed.checkUrl(`https://${text}/mcp`)).toThrow(
          'private or reserved',
        );
      }),
      { numRuns: 400 },
    );
  });
});
