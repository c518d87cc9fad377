import ipaddr from 'ipaddr.js';

/**
 * What an address is to a gateway: `public`; `private` (networks of a company) and `loopback` (this machine), which an
 * operator may open by a host's name; `special` (cloud metadata and other link-local ones, reserved and transition
 * ranges), which takes the address itself; `never`, where no server can be.
 *
 * @public
 */
export type AddressKind =
  | 'public'
  | 'private'
  | 'loopback'
  | 'special'
  | 'never';

const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');
/** RFC 6052: the well-known prefix of NAT64, which stands for the IPv4 address in its last four bytes. */
const NAT64 = ipaddr.IPv6.parseCIDR('64:ff9b::/96');
/** Where clouds tell machines their credentials, outside the link-local range. */
const METADATA = ['fd00:ec2::254', '100.100.100.200', '192.0.0.192'].map(
  address => ipaddr.parse(address).toNormalizedString(),
);

/**
 * Classifies an address as a resolver or a URL gives it. What cannot be read is `never`.
 *
 * @public
 */
export function addressKind(text: string): AddressKind {
  const address = parseAddress(text);
  if (!address) return 'never';
  if (METADATA.includes(address.toNormalizedString())) return 'special';
  return address instanceof ipaddr.IPv6 ? kindOf6(address) : kindOf4(address);
}

/**
 * The address itself: an IPv4 address in IPv6 clothes (mapped, NAT64) is that IPv4 address.
 *
 * @public
 */
export function parseAddress(
  text: string,
): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  // Four plain decimal parts only: what else the C library takes for IPv4 (octal, hexadecimal, one number) is ambiguous.
  const isReadable = text.includes(':')
    ? ipaddr.IPv6.isValid(text)
    : ipaddr.IPv4.isValidFourPartDecimal(text);
  if (!isReadable) return undefined;
  const address = ipaddr.process(text);
  return address instanceof ipaddr.IPv6 && address.match(NAT64)
    ? new ipaddr.IPv4(address.toByteArray().slice(-4))
    : address;
}

function kindOf4(address: ipaddr.IPv4): AddressKind {
  const range = address.range();
  switch (range) {
    case 'unicast':
      return 'public';
    case 'private':
    case 'carrierGradeNat':
      return 'private';
    case 'loopback':
      return 'loopback';
    case 'unspecified':
    case 'broadcast':
    case 'multicast':
      return 'never';
    default:
      return 'special';
  }
}

function kindOf6(address: ipaddr.IPv6): AddressKind {
  switch (address.range()) {
    case 'unicast':
      // Also what this library has no name for, such as IPv4-compatible addresses, is no public address.
      return address.match(GLOBAL_UNICAST) ? 'public' : 'special';
    case 'uniqueLocal':
      return 'private';
    case 'loopback':
      return 'loopback';
    case 'unspecified':
    case 'multicast':
      return 'never';
    default:
      return 'special';
  }
}
