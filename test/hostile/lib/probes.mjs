// What the hostile program tries, and what has to become of it.
import { allowed, attack, call, control } from './attempts.mjs';
import { networkProbes } from './networkProbes.mjs';

const CLONE_NEWUSER = 0x10000000;

/** Attempts by area. `c` is the context of `canaries.mjs`. */
export function probes(c) {
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
    // gVisor's is memory of its own, and bounded as such.
    attack(
      'files',
      'writes to /dev',
      'write',
      { path: '/dev/sallyport-x' },
      { expectOfGvisor: 'done' },
    ),
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
    attack('files', 'makes a hard link to what it may only read', 'hardlink', {
      folder: '/data',
      to: '/shared/note.txt',
    }),
    attack(
      'files',
      'moves what it may only read to where it may write',
      'move',
      {
        from: '/shared/note.txt',
        to: '/data/moved',
      },
    ),
    attack(
      'files',
      "writes to the program of the sandbox's first process",
      'write',
      {
        path: '/proc/1/exe',
      },
    ),
    attack('files', 'leaves its control group', 'write', {
      path: '/sys/fs/cgroup/cgroup.procs',
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
    call('process_vm_writev', 1, 0, 0, 0, 0, 0),
    attack('processes', 'raises its own bounds', 'program', {
      command: ['/usr/bin/prlimit', '--nproc=100000', 'true'],
    }),
    call('pidfd_getfd', -1, 0, 0),
    {
      ...call('prctl', 4, 0, 0, 0, 0),
      name: 'hides its memory from the watchdog',
      control: true,
    },
  ];
  const kernel = [
    call('mount', 0, 0, 0, 0, 0),
    call('umount2', 0, 0),
    call('pivot_root', 0, 0),
    call('chroot', 0),
    call('fsopen', 0, 0),
    call('fsmount', -1, 0, 0),
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
    call('io_uring_enter', -1, 0, 0, 0, 0, 0),
    call('io_uring_register', -1, 0, 0, 0),
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
  return [...files, ...processes, ...networkProbes(c), ...kernel];
}
