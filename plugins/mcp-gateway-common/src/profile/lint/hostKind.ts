import ipaddr from 'ipaddr.js';

/** What a host is to whoever reviews a profile. */
export type HostKind =
  | 'metadata'
  | 'this-machine'
  | 'private'
  | 'address'
  | 'odd-address'
  | 'broad'
  | 'shared'
  | 'below'
  | 'short'
  | 'name';

/** Where clouds tell machines their credentials. */
const METADATA_NAMES = [
  'metadata',
  'metadata.google.internal',
  'metadata.goog',
  'instance-data',
];
const METADATA_ADDRESSES = ['100.100.100.200', '192.0.0.192', 'fd00:ec2::254'];
/** Ends of names that are given out inside networks only. */
const INSIDE = [
  'internal',
  'local',
  'localdomain',
  'lan',
  'intranet',
  'corp',
  'home',
  'private',
  'svc',
  'home.arpa',
];
/** Ends below which everybody can get a name, at the well-known hosts of everybody’s things. No list of them is ever whole. */
const SHARED = [
  'amazonaws.com',
  'cloudfront.net',
  'azurewebsites.net',
  'azureedge.net',
  'windows.net',
  'cloudapp.net',
  'azure.com',
  'googleapis.com',
  'run.app',
  'web.app',
  'appspot.com',
  'cloudfunctions.net',
  'firebaseapp.com',
  'github.io',
  'githubusercontent.com',
  'gitlab.io',
  'herokuapp.com',
  'netlify.app',
  'vercel.app',
  'workers.dev',
  'pages.dev',
  'r2.dev',
  'fly.dev',
  'onrender.com',
  'ngrok.io',
  'ngrok.app',
  'ngrok-free.app',
  'trycloudflare.com',
  'fastly.net',
  'akamaized.net',
  'digitaloceanspaces.com',
  'ondigitalocean.app',
  'blogspot.com',
  'duckdns.org',
  'nip.io',
  'sslip.io',
];
/** Second-level ends of countries, such as `co.uk`. */
const COUNTRY_END =
  /^(?:ac|co|com|edu|gov|net|ne|or|org|go|gob|gouv)\.[a-z]{2}$/;

/** Sorts a host of a profile, as it is written there. Pure: nothing is resolved. */
export function hostKind(written: string): HostKind {
  const host = written.toLowerCase().replace(/\.$/, '');
  const name = host.replace(/^\./, '');
  if (METADATA_NAMES.includes(name)) return 'metadata';
  if (ipaddr.IPv4.isValidFourPartDecimal(name) || ipaddr.IPv6.isValid(name)) {
    return kindOfAddress(name);
  }
  // Other numbers are an address in some older form, which each program reads in its own way.
  if (/^(?:0x[0-9a-f]+|\d+)(?:\.(?:0x[0-9a-f]+|\d+))*$/.test(name)) {
    return 'odd-address';
  }
  if (endsWith(name, ['localhost', 'localhost.localdomain'])) {
    return 'this-machine';
  }
  if (endsWith(name, INSIDE)) return 'private';
  if (!host.startsWith('.')) return name.includes('.') ? 'name' : 'short';
  if (!name.includes('.') || COUNTRY_END.test(name)) return 'broad';
  return endsWith(name, SHARED) ? 'shared' : 'below';
}

function kindOfAddress(text: string): HostKind {
  const address = ipaddr.process(text);
  const isMetadata = METADATA_ADDRESSES.some(
    known => ipaddr.parse(known).toString() === address.toString(),
  );
  if (isMetadata) return 'metadata';
  switch (address.range()) {
    case 'unicast':
      return 'address';
    // 169.254.169.254 and its like are link-local.
    case 'linkLocal':
      return 'metadata';
    case 'loopback':
    case 'unspecified':
      return 'this-machine';
    default:
      return 'private';
  }
}

function endsWith(name: string, ends: readonly string[]): boolean {
  return ends.some(end => name === end || name.endsWith(`.${end}`));
}
