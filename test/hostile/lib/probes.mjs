// What the hostile program tries, and what has to become of it. `expect: 'refused'` is an attack; `expect: 'done'` is
// something that the profile allows, without which "refused" would prove nothing. `control`: harmless enough to be tried
// outside of any sandbox too, where it has to work: an attempt that never works proves nothing either.
const CLONE_NEWUSER = 0x10000000;

/** Attempts by area. `c` is the context of `canaries.mjs`. */
export function probes(c) {
  const attack = (area, name, probe, args, more) => ({
    area,
    name,
    probe,
    args,
    expect: 'refused',
    ...more,
  });
  const allowed = (area, name, probe, args, more) => ({
    ...attack(area, name, probe, args, more),
    expect: 'done',
  });
  const control = { control: true };
  const call = (name, ...args) =>
    attack('kernel', `system call ${name}`, 'systemCall', { name, args });
  const socket = (what, ...args) => ({
    ...call('socket', ...args),
    area: 'network',
    name: `a socket of ${what}`,
  });
  const files = [
    allowed('files', 'reads its own package', 'read', {
      path: '/opt/server/package.json',
    }),
    allowed('files', 'reads what its profile mounts', 'read', {
      path: '/shared/note.txt',
    }),
    allowed('files', 'writes where its profile lets it', 'write', {
      path: '/data/x',
    }),
    allowed('files', 'writes to /tmp', 'write', { path: '/tmp/x' }),
    attack(
      'files',
      'reads a file that everybody may read',
      'read',
      { path: c.openFile },
      control,
    ),
    attack(
      'files',
      'lists the folder of the driver',
      'list',
      { path: c.directory },
      control,
    ),
    attack('files', 'reads /etc/shadow', 'read', { path: '/etc/shadow' }),
    attack('files', 'lists /root', 'list', { path: '/root' }),
    attack(
      'files',
      'lists /home',
      'list',
      { path: '/home' },
      { control: c.hasHomes },
    ),
    attack('files', 'lists /var', 'list', { path: '/var/lib' }, control),
    attack(
      'files',
      "reads another user's file in a mounted folder",
      'read',
      { path: '/shared/not-yours.txt' },
      { needs: 'foreignFile' },
    ),
    attack('files', 'writes to a folder that is mounted to be read', 'write', {
      path: '/shared/x',
    }),
    attack('files', 'removes a file that is mounted to be read', 'remove', {
      path: '/shared/note.txt',
    }),
    attack('files', 'writes to its package', 'write', {
      path: '/opt/server/x',
    }),
    attack('files', 'writes to the system', 'write', {
      path: '/usr/bin/sallyport-x',
    }),
    attack('files', 'writes to /etc', 'write', { path: '/etc/sallyport-x' }),
    attack('files', 'writes to the root', 'write', { path: '/sallyport-x' }),
    attack('files', 'writes to /dev', 'write', { path: '/dev/sallyport-x' }),
    attack('files', 'sets a kernel parameter', 'write', {
      path: '/proc/sys/kernel/core_pattern',
    }),
    attack('files', 'presses the magic key', 'write', {
      path: '/proc/sysrq-trigger',
    }),
    attack('files', 'reads the memory of the kernel', 'read', {
      path: '/proc/kcore',
    }),
    attack(
      'files',
      'follows a link of its own out',
      'symlink',
      { folder: '/data', to: c.openFile },
      { control: { folder: c.scratch } },
    ),
    attack('files', 'follows a link that lay in a mounted folder', 'read', {
      path: '/shared/link-out',
    }),
    attack('files', 'makes a hard link to the system', 'hardlink', {
      folder: '/data',
      to: '/usr/bin/perl',
    }),
    attack(
      'files',
      'climbs out by ..',
      'climb',
      { folder: '/data', path: c.openFile },
      { control: { folder: c.scratch } },
    ),
    attack(
      'files',
      "goes through another process' root",
      'throughProc',
      { path: c.openFile },
      control,
    ),
    attack('files', 'reads a disk', 'read', { path: '/dev/vda' }),
    attack('files', 'makes a device', 'systemCall', {
      name: 'mknodat',
      args: [-100, 0, 0o60666, 0xfe00],
    }),
  ];
  const processes = [
    attack(
      'processes',
      "sees the machine's processes",
      'seeProcesses',
      {},
      control,
    ),
    attack(
      'processes',
      "reads another process' environment",
      'findWord',
      { word: c.environmentWord },
      control,
    ),
    attack(
      'processes',
      "reads another process' command line",
      'findWord',
      { word: c.commandLineWord },
      control,
    ),
    attack('processes', "reads a neighbour's secret", 'findWord', {
      word: c.neighbourSecret,
    }),
    attack(
      'processes',
      'signals a process of the machine',
      'signal',
      { pid: c.canaryPid },
      control,
    ),
    attack(
      'processes',
      'has capabilities, new privileges or no filter',
      'privileges',
      {},
      control,
    ),
    attack(
      'processes',
      'finds a file that the gateway has open',
      'inheritedFile',
      { path: c.inheritedFile },
      control,
    ),
    call('ptrace', 0, 0, 0, 0),
    call('process_vm_readv', 1, 0, 0, 0, 0, 0),
    call('pidfd_getfd', -1, 0, 0),
    {
      ...call('prctl', 4, 0, 0, 0, 0),
      name: 'hides its memory from the watchdog',
      control: true,
    },
  ];
  const network = [
    allowed('network', 'reaches what its profile names', 'fetch', {
      url: `http://allowed.test:${c.allowedPort}/`,
    }),
    allowed('network', 'reaches what a wildcard names', 'fetch', {
      url: `http://a.wild.test:${c.allowedPort}/`,
    }),
    attack(
      'network',
      "reaches the machine's own ports",
      'connect',
      { host: '127.0.0.1', port: c.forbiddenPort },
      control,
    ),
    attack('network', 'reaches the metadata service', 'connect', {
      host: '169.254.169.254',
      port: 80,
    }),
    attack('network', 'reaches a private address', 'connect', {
      host: '10.0.0.1',
      port: 443,
    }),
    attack('network', 'reaches a public address', 'connect', {
      host: '192.0.2.1',
      port: 443,
    }),
    attack('network', 'reaches the machine by IPv6', 'connect', {
      host: '::1',
      port: c.forbiddenPort,
    }),
    attack('network', 'reaches another port of an allowed host', 'connect', {
      host: 'allowed.test',
      port: c.forbiddenPort,
    }),
    attack('network', 'resolves a name', 'lookup', { name: 'example.com' }),
    attack('network', 'asks a name server of its own', 'askNameServer', {
      server: '192.0.2.53',
      name: 'example.com',
    }),
    attack('network', 'sends a datagram out', 'sendDatagram', {
      host: '192.0.2.1',
      port: c.datagramPort,
    }),
    // Its own loopback takes it; the machine's must not see it.
    allowed('network', 'sends a datagram to its own loopback', 'sendDatagram', {
      host: '127.0.0.1',
      port: c.datagramPort,
    }),
    attack(
      'network',
      'reaches an abstract socket of the machine',
      'unixSocket',
      { path: `@${c.abstractSocket}` },
      control,
    ),
    attack(
      'network',
      'reaches a socket in the file system',
      'unixSocket',
      { path: c.socketFile },
      control,
    ),
    attack('network', 'has an interface', 'interfaces', {}, control),
    attack('egress', 'asks the proxy for another host', 'proxy', {
      target: 'evil.test:443',
    }),
    attack('egress', 'asks the proxy for another port', 'proxy', {
      target: `a.wild.test:${c.forbiddenPort}`,
    }),
    attack('egress', 'asks the proxy for the machine', 'proxy', {
      target: `127.0.0.1:${c.forbiddenPort}`,
    }),
    attack('egress', 'asks the proxy for the metadata service', 'proxy', {
      target: '169.254.169.254:80',
    }),
    attack('egress', 'asks the proxy for a name that points inside', 'proxy', {
      target: `inside.wild.test:${c.allowedPort}`,
    }),
    attack('egress', 'is redirected to the machine', 'fetch', {
      url: `http://allowed.test:${c.allowedPort}/redirect`,
      follow: true,
    }),
    attack(
      'egress',
      'uses a name that is resolved to the machine (rebinding)',
      'fetch',
      { url: `http://rebind.test:${c.forbiddenPort}/` },
    ),
    socket('vsock', 40, 1, 0),
    socket('raw IPv4', 2, 3, 1),
    socket('packets', 17, 3, 0x300),
    socket('netfilter', 16, 3, 12),
    socket('the kernel’s cryptography', 38, 5, 0),
    socket('key management', 15, 3, 2),
    socket('TIPC', 30, 1, 0),
    socket('Bluetooth', 31, 3, 1),
    socket('XDP', 44, 3, 0),
  ].map(one => (one.name.includes('vsock') ? { ...one, control: true } : one));
  const kernel = [
    call('mount', 0, 0, 0, 0, 0),
    call('umount2', 0, 0),
    call('pivot_root', 0, 0),
    call('chroot', 0),
    call('open_tree', -1, 0, 0),
    call('move_mount', -1, 0, -1, 0, 0),
    call('mount_setattr', -1, 0, 0, 0, 0),
    { ...call('unshare', CLONE_NEWUSER), control: true },
    call('setns', -1, 0),
    attack(
      'kernel',
      'clone() with a new user namespace',
      'cloneWith',
      { flags: CLONE_NEWUSER },
      control,
    ),
    { ...call('clone3', 0, 0), control: true },
    attack(
      'kernel',
      'unshare(1), user and mount namespaces',
      'program',
      { command: ['/usr/bin/unshare', '-Ur', 'true'] },
      control,
    ),
    attack('kernel', 'mount(8) of a memory file system', 'program', {
      command: ['/usr/bin/mount', '-t', 'tmpfs', 'none', '/tmp'],
    }),
    { ...call('io_uring_setup', 1, 0), control: true },
    call('bpf', 0, 0, 0),
    call('perf_event_open', 0, 0, -1, -1, 0),
    call('userfaultfd', 0),
    { ...call('keyctl', 0, -3, 0), control: true },
    call('add_key', 0, 0, 0, 0, 0),
    call('request_key', 0, 0, 0, 0),
    call('open_by_handle_at', -1, 0, 0),
    call('name_to_handle_at', -1, 0, 0, 0, 0),
    call('fanotify_init', 0, 0),
    call('quotactl', 0, 0, 0, 0),
    { ...call('memfd_create', 0, 0), control: true },
    call('shmget', 0, 4096, 0),
    call('syslog', 10, 0, 0),
    call('sethostname', 0, 0),
    call('settimeofday', 0, 0),
    call('swapon', 0, 0),
    call('reboot', 0, 0, 0, 0),
    call('kexec_load', 0, 0, 0, 0),
    call('init_module', 0, 0, 0),
    call('delete_module', 0, 0),
    { ...call('personality', 0x0040000), control: true },
    {
      ...call('ioctl', 0, 0x5412, 0),
      name: 'types into a terminal (TIOCSTI)',
      control: true,
    },
    attack(
      'kernel',
      'calls of 32 bits',
      'callOf32Bit',
      { folder: '/data' },
      { control: { folder: c.scratch } },
    ),
  ];
  return [...files, ...processes, ...network, ...kernel];
}
