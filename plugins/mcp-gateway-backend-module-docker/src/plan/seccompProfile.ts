import { ALLOWED_CALLS } from './allowedCalls';
import { exceptValues } from './exceptValues';

const [EPERM, ENOSYS] = [1, 38];
/** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET. */
const NEW_NAMESPACES = 0x7e020000;
const [UNIX, INET, INET6, NETLINK] = [1, 2, 10, 16];
const TYPE_BITS = 0xf;
/** Streams are TCP and datagrams UDP, asked for by name or not: no ICMP, no SCTP. */
const TRANSPORTS = [
  { type: 1, protocols: [0, 6] },
  { type: 2, protocols: [0, 17] },
];
const NETLINK_ROUTE = 0;
const ALL_BITS = 0xffffffff;
/** Characters put into a terminal as if somebody had typed them; and the console's own way of it. */
const [TIOCSTI, TIOCLINUX] = [0x5412, 0x541c];
/** PER_LINUX, and the question for what is set. */
const PERSONALITIES = [0, 0xffffffff];
/** With it a process hides its open files from the watchdog. */
const PR_SET_DUMPABLE = 4;

interface Condition {
  readonly index: number;
  readonly value: number;
  readonly valueTwo: number;
  readonly op: 'SCMP_CMP_MASKED_EQ';
}

interface Rule {
  readonly names: readonly string[];
  readonly action: 'SCMP_ACT_ALLOW' | 'SCMP_ACT_ERRNO';
  readonly errnoRet?: number;
  /** All of them have to hold. */
  readonly args?: readonly Condition[];
}

const where = (index: number, mask: number, value: number): Condition => ({
  index,
  value: mask,
  valueTwo: value,
  op: 'SCMP_CMP_MASKED_EQ',
});
const is = (index: number, value: number) => where(index, ALL_BITS, value);
const allow = (name: string, ...args: Condition[]): Rule => ({
  names: [name],
  action: 'SCMP_ACT_ALLOW',
  args,
});
const allowExcept = (name: string, index: number, values: number[]) =>
  exceptValues(values).map(({ mask, value }) =>
    allow(name, where(index, mask, value)),
  );

/**
 * The filter of system calls that every container runs under, in the form that engines take (that of runc and crun). Pure.
 *
 * It allows what it names, with conditions on 32 bits where the kernel looks at no more. What it does not name is refused, and
 * calls of another architecture end the process, which libseccomp does by itself.
 */
export function seccompProfile(): {
  readonly defaultAction: string;
  readonly defaultErrnoRet: number;
  readonly syscalls: readonly Rule[];
} {
  return {
    defaultAction: 'SCMP_ACT_ERRNO',
    defaultErrnoRet: EPERM,
    syscalls: [
      { names: ALLOWED_CALLS, action: 'SCMP_ACT_ALLOW' },
      allow('clone', where(0, NEW_NAMESPACES, 0)),
      // Its flags are in memory, where no filter looks. C libraries take this answer as that of an old kernel and use clone().
      { names: ['clone3'], action: 'SCMP_ACT_ERRNO', errnoRet: ENOSYS },
      ...allowExcept('ioctl', 1, [TIOCSTI, TIOCLINUX]),
      ...PERSONALITIES.map(value => allow('personality', is(0, value))),
      ...allowExcept('prctl', 0, [PR_SET_DUMPABLE]),
      // A network namespace does not hold vsock, which reaches the host of a virtual machine; nor do others' modules load.
      allow('socket', is(0, UNIX)),
      allow('socket', is(0, NETLINK), is(2, NETLINK_ROUTE)),
      ...[INET, INET6].flatMap(family =>
        TRANSPORTS.flatMap(({ type, protocols }) =>
          protocols.map(protocol =>
            allow(
              'socket',
              is(0, family),
              where(1, TYPE_BITS, type),
              is(2, protocol),
            ),
          ),
        ),
      ),
      allow('socketpair', is(0, UNIX)),
    ],
  };
}
