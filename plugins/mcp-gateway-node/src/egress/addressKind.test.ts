import { addressKind } from './addressKind';

describe('addressKind', () => {
  it.each([
    ['8.8.8.8', 'public'],
    ['2606:4700::1111', 'public'],
    ['10.1.2.3', 'private'],
    ['172.16.0.1', 'private'],
    ['172.32.0.1', 'public'],
    ['192.168.1.1', 'private'],
    ['100.64.0.1', 'private'],
    ['fd12:3456::1', 'private'],
    ['127.0.0.1', 'loopback'],
    ['127.255.255.254', 'loopback'],
    ['::1', 'loopback'],
    ['169.254.169.254', 'special'],
    ['100.100.100.200', 'special'],
    ['192.0.0.192', 'special'],
    ['fd00:ec2::254', 'special'],
    ['fd00:0ec2:0:0::254', 'special'],
    ['fe80::1', 'special'],
    ['fe80::1%eth0', 'special'],
    ['fec0::1', 'special'],
    ['192.0.2.1', 'special'],
    ['198.18.0.1', 'special'],
    ['240.0.0.1', 'special'],
    ['2001:db8::1', 'special'],
    ['0.0.0.0', 'never'],
    ['0.1.2.3', 'never'],
    ['255.255.255.255', 'never'],
    ['224.0.0.1', 'never'],
    ['::', 'never'],
    ['ff02::1', 'never'],
  ])('%s is %s', (address, kind) => {
    expect(addressKind(address)).toBe(kind);
  });

  it.each([
    ['mapped, loopback', '::ffff:127.0.0.1', 'loopback'],
    ['mapped, in hexadecimal', '::ffff:7f00:1', 'loopback'],
    ['mapped, metadata', '::ffff:a9fe:a9fe', 'special'],
    ['mapped, private', '::ffff:10.0.0.1', 'private'],
    ['mapped, public', '::ffff:8.8.8.8', 'public'],
    ['NAT64 of metadata', '64:ff9b::169.254.169.254', 'special'],
    ['NAT64 of loopback', '64:ff9b::7f00:1', 'loopback'],
    ['NAT64 of a public address', '64:ff9b::8.8.8.8', 'public'],
    ['local NAT64', '64:ff9b:1::7f00:1', 'special'],
    ['6to4 of loopback', '2002:7f00:1::', 'special'],
    ['Teredo', '2001:0:4136:e378::1', 'special'],
    ['IPv4-compatible', '::7f00:1', 'special'],
    ['SIIT', '::ffff:0:127.0.0.1', 'special'],
  ])('sees through IPv6 clothes: %s', (_, address, kind) => {
    expect(addressKind(address)).toBe(kind);
  });

  it.each([
    '0177.0.0.1',
    '0x7f.0.0.1',
    '2130706433',
    '127.1',
    '',
    'localhost',
    '1:2',
  ])('takes nothing that two readers read differently: %p', address => {
    expect(addressKind(address)).toBe('never');
  });
});
