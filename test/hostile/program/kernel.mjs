import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { broken, refused } from './broken.mjs';
import { perl, systemCall } from './perl.mjs';

/** Numbers of system calls: x86-64, arm64. */
const NUMBERS = {
  add_key: [248, 217],
  bpf: [321, 280],
  chroot: [161, 51],
  clone3: [435, 435],
  delete_module: [176, 106],
  fanotify_init: [300, 262],
  fsmount: [432, 432],
  fsopen: [430, 430],
  init_module: [175, 105],
  io_uring_enter: [426, 426],
  io_uring_register: [427, 427],
  io_uring_setup: [425, 425],
  ioctl: [16, 29],
  kexec_load: [246, 104],
  keyctl: [250, 219],
  memfd_create: [319, 279],
  mknodat: [259, 33],
  mount: [165, 40],
  mount_setattr: [442, 442],
  move_mount: [429, 429],
  name_to_handle_at: [303, 264],
  open_by_handle_at: [304, 265],
  open_tree: [428, 428],
  perf_event_open: [298, 241],
  personality: [135, 92],
  pidfd_getfd: [438, 438],
  pivot_root: [155, 41],
  prctl: [157, 167],
  process_vm_readv: [310, 270],
  process_vm_writev: [311, 271],
  ptrace: [101, 117],
  quotactl: [179, 60],
  reboot: [169, 142],
  request_key: [249, 218],
  sethostname: [170, 161],
  setns: [308, 268],
  settimeofday: [164, 170],
  shmget: [29, 194],
  socket: [41, 198],
  swapon: [167, 224],
  syslog: [103, 116],
  umount2: [166, 39],
  unshare: [272, 97],
  userfaultfd: [323, 282],
};
const column = process.arch === 'arm64' ? 1 : 0;

/** A program of 32 bits that ends with 42, if the kernel lets it say so. */
const I386 = Buffer.from(
  '7f454c46010101000000000000000000020003000100000054800408340000000000000000000000340020000100000000000000' +
    '010000000000000000800408008004085e0000005e000000050000000010000031c040bb2a000000cd80',
  'hex',
);

export const attempts = {
  systemCall: ({ name, args }) => systemCall(NUMBERS[name]?.[column], ...args),

  /** As programs do it, not by number. */
  program({ command }) {
    const [file, ...args] = command;
    const { error, status, stderr } = spawnSync(file, args, {
      encoding: 'utf8',
      timeout: 10_000,
    });
    if (error?.code === 'ENOENT') throw broken(`no ${file} here`);
    if (error || status !== 0)
      throw refused(stderr?.trim().split('\n').pop() || `status ${status}`);
    return 'it ran';
  },

  /** fork(2) with a flag: what clone() makes of it without clone3(). */
  cloneWith({ flags }) {
    const number = column === 0 ? 56 : 220;
    return perl(
      'my $r = syscall($ARGV[0] + 0, ($ARGV[1] + 0) | 17, 0, 0, 0, 0); exit 0 if $r == 0; if ($r == -1) { kill 9, $$ if $! + 0 == 1; print "error ", $! + 0 } else { print "child $r" }',
      number,
      flags,
    );
  },

  callOf32Bit({ folder }) {
    if (process.arch !== 'x64') throw refused('no such calls on this machine');
    const file = `${folder}/i386`;
    writeFileSync(file, I386, { mode: 0o755 });
    const { error, status, signal } = spawnSync(file);
    if (error) throw refused(error.code);
    if (signal) throw refused(signal);
    // 42 is what it says; 127 is what says that it was not run.
    if (status === 127) throw refused('not run');
    return `it ended with ${status}`;
  },
};
