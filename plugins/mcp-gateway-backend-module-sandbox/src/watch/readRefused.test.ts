import { readRefused } from './readRefused';

const SNMP = `Ip: Forwarding DefaultTTL InReceives OutNoRoutes ReasmTimeout
Ip: 2 64 12 3 0
Icmp: InMsgs InErrors
Icmp: 1 0
Udp: InDatagrams NoPorts InErrors
Udp: 7 5 0
UdpLite: InDatagrams NoPorts InErrors
UdpLite: 0 9 0
`;
const SNMP6 = `Ip6InReceives                   \t4
Ip6InNoRoutes                   \t8
Ip6OutNoRoutes                  \t2
Udp6NoPorts                     \t1
UdpLite6NoPorts                 \t6
`;

describe('readRefused', () => {
  it('adds both families, and nothing that is called alike', () => {
    expect(readRefused(SNMP, SNMP6)).toEqual({ routes: 5, names: 6 });
  });

  it('knows nothing where the kernel says nothing', () => {
    expect(readRefused('', '')).toEqual({ routes: 0, names: 0 });
    expect(readRefused('Ip: Forwarding\nIp: 2\n', '')).toEqual({
      routes: 0,
      names: 0,
    });
  });
});
