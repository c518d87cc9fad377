// What leaves loopback is counted by destination and by who sent it, and refused at once. The kernel keeps the counts:
// an attempt that nobody waited for is counted like any other.
const TABLE = 'sallyport';
const SIZE = 65536;

const set = (name, address, more) =>
  `set ${name} { type ${address} . inet_proto ${more}. uid . gid ; flags dynamic ; counter ; size ${SIZE} ; }`;

/** The rules of the namespace, as `nft -f -` reads them. */
export const RULES = `
table inet ${TABLE} {
  ${set('ports4', 'ipv4_addr', '. inet_service ')}
  ${set('ports6', 'ipv6_addr', '. inet_service ')}
  ${set('other4', 'ipv4_addr', '')}
  ${set('other6', 'ipv6_addr', '')}
  counter outside { }
  chain output {
    type filter hook output priority -300 ; policy accept ;
    ip daddr 127.0.0.0/8 accept
    ip6 daddr ::1 accept
    counter name outside
    meta l4proto { tcp, udp } update @ports4 { ip daddr . meta l4proto . th dport . meta skuid . meta skgid }
    meta l4proto { tcp, udp } update @ports6 { ip6 daddr . meta l4proto . th dport . meta skuid . meta skgid }
    meta l4proto != { tcp, udp } update @other4 { ip daddr . meta l4proto . meta skuid . meta skgid }
    meta l4proto != { tcp, udp } update @other6 { ip6 daddr . meta l4proto . meta skuid . meta skgid }
    meta l4proto tcp reject with tcp reset
    reject with icmpx type admin-prohibited
  }
}
`;

/** The command whose output `readCounts` understands. */
export const LIST = [
  'nft',
  '--json',
  '--numeric',
  'list',
  'table',
  'inet',
  TABLE,
];

const PROTOCOLS = { 1: 'icmp', 6: 'tcp', 17: 'udp', 58: 'icmpv6' };

const named = protocol => PROTOCOLS[protocol] ?? String(protocol);

function toAttempt({ elem: { val, counter } }, hasPort) {
  const [address, protocol, ...rest] = val.concat;
  const [port, uid, gid] = hasPort ? rest : [undefined, ...rest];
  const host = address.includes(':') && hasPort ? `[${address}]` : address;
  return {
    what: named(protocol),
    to: hasPort ? `${host}:${port}` : host,
    uid,
    gid,
    count: counter.packets,
  };
}

/**
 * What was counted. Packets that no rule could name (their socket was gone) are an attempt of their own.
 * @returns {{what: string, to: string, uid?: number, gid?: number, count: number}[]}
 */
export function readCounts(json) {
  const { nftables } = JSON.parse(json);
  const sets = nftables.flatMap(entry => entry.set ?? []);
  const total = nftables.find(entry => entry.counter)?.counter.packets;
  if (sets.length !== 4 || total === undefined)
    throw new Error('nft lists other rules than were made');
  const attempts = sets.flatMap(({ name, elem = [] }) =>
    elem.map(one => toAttempt(one, name.startsWith('ports'))),
  );
  const unnamed = total - attempts.reduce((sum, { count }) => sum + count, 0);
  return unnamed > 0
    ? [...attempts, { what: 'ip', to: 'somewhere', count: unnamed }]
    : attempts;
}
