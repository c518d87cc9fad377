import { ARCHITECTURES, type Architecture } from './architectures';
import { bpf, type Instruction } from './bpf';
import { DENIED_CALLS } from './deniedCalls';
import { ALLOWED_FAMILIES, NEW_NAMESPACES } from './families';
import { INSPECTED_CALLS, type InspectedCall } from './inspectedCalls';

const ALLOW = 0x7fff0000;
const KILL = 0x80000000; // the whole process
const errno = (number: number) => 0x00050000 | number;
const EPERM = errno(1);
const ENOSYS = errno(38);
const EAFNOSUPPORT = errno(97);

// Where `struct seccomp_data` has its fields; of an argument only the lower half, which is all these calls read.
const NUMBER = 0;
const ARCHITECTURE = 4;
const argument = (index: number) => 16 + index * 8;

const [UNIX, INET, INET6, NETLINK] = ALLOWED_FAMILIES;
const [STREAM, DATAGRAM, TYPE_BITS] = [1, 2, 0xf];
const NETLINK_ROUTE = 0;
/** Characters put into a terminal as if somebody had typed them; and the console's own way of it. */
const [TIOCSTI, TIOCLINUX] = [0x5412, 0x541c];
/** PER_LINUX, and the question for what is set. */
const PERSONALITIES = [0, 0xffffffff];
/** With it a process hides its open files from the watchdog. */
const PR_SET_DUMPABLE = 4;

const allowIf = (value: number) => [
  bpf.equal(value, { jf: 1 }),
  bpf.ret(ALLOW),
];

/** What each inspected call does with its arguments; every one ends the program. */
const INSPECTIONS: Record<InspectedCall, readonly Instruction[]> = {
  clone: [
    bpf.load(argument(0)),
    bpf.anyBit(NEW_NAMESPACES, { jf: 1 }),
    bpf.ret(EPERM),
    bpf.ret(ALLOW),
  ],
  // Its flags are in memory, where no filter looks. C libraries take this answer as that of an old kernel and use clone().
  clone3: [bpf.ret(ENOSYS)],
  ioctl: [
    bpf.load(argument(1)),
    bpf.equal(TIOCSTI, { jt: 1 }),
    bpf.equal(TIOCLINUX, { jf: 1 }),
    bpf.ret(EPERM),
    bpf.ret(ALLOW),
  ],
  personality: [
    bpf.load(argument(0)),
    ...PERSONALITIES.flatMap(allowIf),
    bpf.ret(EPERM),
  ],
  prctl: [
    bpf.load(argument(0)),
    bpf.equal(PR_SET_DUMPABLE, { jf: 1 }),
    bpf.ret(EPERM),
    bpf.ret(ALLOW),
  ],
  // A network namespace does not hold vsock, which reaches the host of a virtual machine; nor do others' modules load.
  socket: [
    bpf.load(argument(0)),
    ...allowIf(UNIX),
    bpf.equal(NETLINK, { jf: 4 }),
    bpf.load(argument(2)),
    ...allowIf(NETLINK_ROUTE),
    bpf.ret(EPERM),
    bpf.equal(INET, { jt: 1 }),
    bpf.equal(INET6, { jf: 6 }),
    bpf.load(argument(1)),
    bpf.and(TYPE_BITS),
    bpf.equal(STREAM, { jt: 1 }),
    bpf.equal(DATAGRAM, { jf: 1 }),
    bpf.ret(ALLOW),
    bpf.ret(EPERM),
    bpf.ret(EAFNOSUPPORT),
  ],
  socketpair: [bpf.load(argument(0)), ...allowIf(UNIX), bpf.ret(EAFNOSUPPORT)],
};

/**
 * What gVisor makes its own sandbox of, and runs its server's threads by. The server's calls do not come this way: gVisor carries them out,
 * or refuses them, and takes these rights from itself before the server begins.
 */
const GVISOR_NEEDS: readonly string[] = [
  'chroot',
  'clone',
  'memfd_create',
  'mount',
  'pivot_root',
  'ptrace',
  'umount2',
];

/**
 * The filter that every server runs under: what is named is refused, what is newer than this list does not exist, and
 * another architecture's calls (32 bit) end the process. Everything else goes to a kernel that grants no capability.
 */
export function seccompFilter(
  architecture: Architecture,
  runs: 'server' | 'gvisor' = 'server',
): Instruction[] {
  const { audit, newest } = ARCHITECTURES[architecture];
  const column = architecture === 'x64' ? 0 : 1;
  const needed = runs === 'gvisor' ? GVISOR_NEEDS : [];
  const denied = Object.entries(DENIED_CALLS)
    .filter(([name]) => !needed.includes(name))
    .map(([, numbers]) => numbers[column])
    .filter(number => number !== undefined);
  const inspected = Object.entries(INSPECTED_CALLS[architecture]).filter(
    ([name]) => !needed.includes(name),
  );
  return [
    bpf.load(ARCHITECTURE),
    bpf.equal(audit, { jt: 1 }),
    bpf.ret(KILL),
    bpf.load(NUMBER),
    // Also x32, whose calls have a high bit set.
    bpf.greater(newest, { jf: 1 }),
    bpf.ret(ENOSYS),
    ...inspected.flatMap(([name, number]) => {
      const inspection = INSPECTIONS[name as InspectedCall];
      return [bpf.equal(number, { jf: inspection.length }), ...inspection];
    }),
    ...denied.flatMap(number => [bpf.equal(number, { jf: 1 }), bpf.ret(EPERM)]),
    bpf.ret(ALLOW),
  ];
}
