import { DENIED_CALLS } from '../seccomp/deniedCalls';
import { ALLOWED_FAMILIES, NEW_NAMESPACES } from '../seccomp/families';

/** Address families that Linux knows. */
const MOST_FAMILIES = 46;
/** Characters put into a terminal as if somebody had typed them; and the console's own way of it. */
const TERMINAL_INPUT = [0x5412, 0x541c];

const NETLINK = 16;
const [INET, INET6] = [2, 10];
const RAW = 3;
const PR_SET_DUMPABLE = 4;
/** PER_LINUX, and the question for what is set. */
const PERSONALITIES = [0, 0xffffffff];

interface Condition {
  readonly index: number;
  readonly value: number;
  readonly valueTwo?: number;
  readonly op: 'SCMP_CMP_EQ' | 'SCMP_CMP_NE' | 'SCMP_CMP_MASKED_EQ';
}

const deny = (names: readonly string[], args?: readonly Condition[]) => ({
  names,
  action: 'SCMP_ACT_ERRNO',
  errnoRet: 1,
  ...(args && { args }),
});

const argumentIs = (index: number, value: number): Condition => ({
  index,
  value,
  op: 'SCMP_CMP_EQ',
});

const argumentIsNot = (index: number, value: number): Condition => ({
  index,
  value,
  op: 'SCMP_CMP_NE',
});

/**
 * The filter of servers, in the form of the Open Container Initiative: gVisor keeps it for calls that its own kernel would
 * otherwise carry out. What that kernel does not know it refuses anyway.
 */
export function ociSeccomp() {
  const flags = [...Array(32).keys()]
    .map(bit => 2 ** bit)
    .filter(flag => (NEW_NAMESPACES & flag) !== 0);
  const families = [...Array(MOST_FAMILIES).keys()].filter(
    family => !ALLOWED_FAMILIES.includes(family),
  );
  return {
    defaultAction: 'SCMP_ACT_ALLOW',
    syscalls: [
      deny(Object.keys(DENIED_CALLS)),
      ...flags.map(flag =>
        deny(
          ['clone'],
          [
            {
              index: 0,
              value: flag,
              valueTwo: flag,
              op: 'SCMP_CMP_MASKED_EQ',
            },
          ],
        ),
      ),
      ...TERMINAL_INPUT.map(request =>
        deny(['ioctl'], [argumentIs(1, request)]),
      ),
      ...families.map(family => deny(['socket'], [argumentIs(0, family)])),
      // Of netlink only what tells of routes.
      deny(['socket'], [argumentIs(0, NETLINK), argumentIsNot(2, 0)]),
      deny(['prctl'], [argumentIs(0, PR_SET_DUMPABLE)]),
      deny(
        ['personality'],
        PERSONALITIES.map(value => argumentIsNot(0, value)),
      ),
      // Raw sockets of the families that are left.
      ...[INET, INET6].map(family =>
        deny(['socket'], [argumentIs(0, family), argumentIs(1, RAW)]),
      ),
    ],
  };
}
