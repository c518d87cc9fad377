import { AllowedHosts } from './AllowedHosts';

describe('AllowedHosts', () => {
  const hosts = AllowedHosts.parse([
    'localhost:7010',
    'MCP.example.com',
    '*.internal.example.com',
    '*.lab.example.com:8443',
    '10.1.0.0/16',
    '192.168.7.7:80',
    'fd12::/16',
    '[::1]:7010',
  ]);

  it.each([
    ['localhost', 7010, 'exact'],
    ['localhost.', 7010, 'exact'],
    ['localhost', 7011, undefined],
    ['mcp.example.com', 443, 'exact'],
    ['mcp.example.com.evil.com', 443, undefined],
    ['evilmcp.example.com', 443, undefined],
    ['a.internal.example.com', 80, 'wildcard'],
    ['a.b.internal.example.com', 80, 'wildcard'],
    ['internal.example.com', 80, undefined],
    ['evilinternal.example.com', 80, undefined],
    ['a.lab.example.com', 8443, 'wildcard'],
    ['a.lab.example.com', 443, undefined],
  ])('%s:%s is matched: %s', (host, port, match) => {
    expect(hosts.matchName(host, port)).toBe(match);
  });

  it.each([
    ['10.1.2.3', 443, true],
    ['10.2.2.3', 443, false],
    ['::ffff:10.1.2.3', 443, true],
    ['192.168.7.7', 80, true],
    ['192.168.7.7', 81, false],
    ['fd12::5', 1, true],
    ['fd13::5', 1, false],
    ['::1', 7010, true],
    ['::1', 7011, false],
    ['nonsense', 443, false],
  ])('%s:%s is opened: %s', (address, port, isOpened) => {
    expect(hosts.hasAddress(address, port)).toBe(isOpened);
  });

  it.each([
    '',
    '*',
    '*.',
    '*.*.com',
    'a*.example.com',
    'http://example.com',
    'example.com/mcp',
    'me@example.com',
    'example.com:99999',
    '10.0.0.0/33',
    '10.1/16',
    'two words',
  ])('refuses the entry %p', entry => {
    expect(() => AllowedHosts.parse([entry])).toThrow('allowedHosts');
  });
});
