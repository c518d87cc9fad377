import { ConfigReader } from '@backstage/config';
import fc from 'fast-check';
import { isIP } from 'net';
import { readTrustedProxies } from './readTrustedProxies';
import { SourceAddresses } from './SourceAddresses';

const read = (trustedProxies?: string[]) =>
  readTrustedProxies(
    new ConfigReader({
      mcpGateway: { listen: trustedProxies ? { trustedProxies } : {} },
    }),
  );

function from(
  remoteAddress: string | undefined,
  header?: string,
  proxies?: string[],
) {
  return SourceAddresses.create({ trustedProxies: read(proxies) }).of({
    socket: { remoteAddress },
    headers: header === undefined ? {} : { 'x-forwarded-for': header },
  });
}

describe('where a call comes from', () => {
  it('is the other end of the connection, whatever the header says', () => {
    expect(from('192.0.2.1', '203.0.113.9')).toBe('192.0.2.1');
    // A proxy that nobody named is no proxy.
    expect(from('192.0.2.1', '203.0.113.9', ['10.0.0.0/8'])).toBe('192.0.2.1');
    expect(from(undefined)).toBeUndefined();
  });

  it('is IPv4 where it came as IPv6, without the interface', () => {
    expect(from('::ffff:192.0.2.1')).toBe('192.0.2.1');
    expect(from('fe80::1%eth0')).toBe('fe80::1');
    expect(from('2001:db8::1')).toBe('2001:db8::1');
  });

  it.each([
    ['203.0.113.9', '203.0.113.9'],
    // What somebody put in front of it themselves is not believed.
    ['198.51.100.1, 203.0.113.9', '203.0.113.9'],
    ['198.51.100.1, 203.0.113.9, 10.1.1.1', '203.0.113.9'],
    ['203.0.113.9:50123, 10.1.1.1', '203.0.113.9'],
    ['[2001:db8::7]:50123', '2001:db8::7'],
    ['2001:db8::7', '2001:db8::7'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    // All of them are trusted: the first one called.
    ['10.3.3.3, 10.2.2.2', '10.3.3.3'],
    // From there on nobody knows.
    ['203.0.113.9, unknown, 10.2.2.2', '10.2.2.2'],
    ['203.0.113.9, unknown', '10.0.0.7'],
    ['<script>', '10.0.0.7'],
    ['', '10.0.0.7'],
    [undefined, '10.0.0.7'],
  ])('behind trusted proxies: %s is %s', (header, address) => {
    expect(from('10.0.0.7', header, ['10.0.0.0/8'])).toBe(address);
    expect(from('::ffff:10.0.0.7', header, ['10.0.0.0/8'])).toBe(address);
  });

  it('is an IP address or nothing, and takes little time, whatever is sent', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 300 }),
          fc
            .array(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string()))
            .map(hops => hops.join(',')),
        ),
        header => {
          const address = from('10.0.0.7', header, ['10.0.0.0/8', '::/1']);
          expect(isIP(address ?? '')).not.toBe(0);
          expect(address!.length).toBeLessThanOrEqual(45);
        },
      ),
    );
    const endless = '10.1.1.1,'.repeat(2_000);
    expect(
      from('10.0.0.7', `203.0.113.9,${endless}10.1.1.1`, ['10.0.0.0/8']),
    ).toBe('10.1.1.1');
  });

  it.each([
    ['proxy.example'],
    ['10.0.0.0/33'],
    ['10.0.0.0/x'],
    ['10.0.0.0/8/8'],
    ['0.0.0.0/0'],
    ['::/0'],
    ['10.0.0.0/'],
  ])('trusts nobody by %s: it stops the start', entry => {
    expect(() => read([entry])).toThrow(/trustedProxies/);
  });

  it('reads the header only where somebody is trusted', () => {
    expect(read()).toBeUndefined();
    expect(read([])).toBeUndefined();
    expect(read(['2001:db8::/32'])?.check('2001:db8::5', 'ipv6')).toBe(true);
  });
});
