import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { ARCHITECTURES, type Architecture } from './architectures';
import { DENIED_CALLS } from './deniedCalls';
import { encodeProgram } from './encodeProgram';
import { INSPECTED_CALLS } from './inspectedCalls';
import { seccompFilter } from './seccompFilter';
import { runFilter } from './__testUtils__/runFilter';

const ALLOW = 0x7fff0000;
const KILL = 0x80000000;
const EPERM = 0x50001;
const ENOSYS = 0x50026;
const EAFNOSUPPORT = 0x50061;

/** Where a machine with development files says which number a call has. */
const HEADERS: Record<Architecture, string> = {
  x64: '/usr/include/x86_64-linux-gnu/asm/unistd_64.h',
  arm64: '/usr/include/asm-generic/unistd.h',
};

describe.each<Architecture>(['x64', 'arm64'])('seccompFilter (%s)', machine => {
  const filter = seccompFilter(machine);
  const { audit, newest } = ARCHITECTURES[machine];
  const nrs = INSPECTED_CALLS[machine];
  const call = (nr: number, ...args: number[]) =>
    runFilter(filter, { arch: audit, nr, args: args.map(BigInt) });
  const denied = Object.entries(DENIED_CALLS).flatMap(
    ([name, [x64, arm64]]): [string, number][] => {
      const nr = machine === 'x64' ? x64 : arm64;
      return nr === undefined ? [] : [[name, nr]];
    },
  );

  it('is the program that was reviewed', () => {
    const bytes = encodeProgram(filter);
    expect({
      instructions: filter.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    }).toMatchSnapshot();
  });

  it('lets gVisor make its own sandbox, and nothing else', () => {
    const wider = seccompFilter(machine, 'gvisor');
    const allowed = denied.filter(
      ([, nr]) => runFilter(wider, { arch: audit, nr, args: [] }) !== EPERM,
    );
    expect(allowed.map(([name]) => name).sort()).toEqual([
      'chroot',
      'memfd_create',
      'mount',
      'pivot_root',
      'ptrace',
      'umount2',
    ]);
    const newUser = [0x10000000n];
    expect(
      runFilter(wider, { arch: audit, nr: nrs.clone, args: newUser }),
    ).toBe(ALLOW);
  });

  it.each(denied)('refuses %s', (_, nr) => {
    expect(call(nr)).toBe(EPERM);
  });

  it('S1: opens sockets of four families, and of two types', () => {
    const { socket, socketpair } = nrs;
    for (let family = 0; family < 50; family++) {
      const isKnown = [1, 2, 10, 16].includes(family);
      expect(call(socket, family, 1, 0)).toBe(isKnown ? ALLOW : EAFNOSUPPORT);
      expect(call(socketpair, family)).toBe(
        family === 1 ? ALLOW : EAFNOSUPPORT,
      );
    }
    const [CLOEXEC, RAW, PACKET, NETFILTER] = [0o2000000, 3, 10, 12];
    for (const family of [2, 10]) {
      expect(call(socket, family, 2 | CLOEXEC, 17)).toBe(ALLOW);
      expect(call(socket, family, RAW, 1)).toBe(EPERM);
      expect(call(socket, family, RAW | CLOEXEC, 1)).toBe(EPERM);
      expect(call(socket, family, PACKET, 1)).toBe(EPERM);
    }
    expect(call(socket, 16, RAW, 0)).toBe(ALLOW);
    expect(call(socket, 16, RAW, NETFILTER)).toBe(EPERM);
  });

  it('S1: makes threads and processes, but no namespaces', () => {
    const [THREAD, FORK] = [0x003d0f00, 0x01200011];
    expect(call(nrs.clone, THREAD)).toBe(ALLOW);
    expect(call(nrs.clone, FORK)).toBe(ALLOW);
    for (const bit of [17, 25, 26, 27, 28, 29, 30]) {
      expect(call(nrs.clone, FORK | (1 << bit))).toBe(EPERM);
    }
    expect(call(nrs.clone3)).toBe(ENOSYS);
  });

  it('S1: types nothing into terminals, and keeps the personality', () => {
    const { ioctl, personality } = nrs;
    expect(call(ioctl, 1, 0x5412)).toBe(EPERM);
    expect(call(ioctl, 1, 0x541c)).toBe(EPERM);
    expect(call(ioctl, 1, 0x5401)).toBe(ALLOW);
    // The kernel reads 32 bits of the request.
    expect(
      runFilter(filter, {
        arch: audit,
        nr: ioctl,
        args: [1n, 0xff_0000_5412n],
      }),
    ).toBe(EPERM);
    expect(call(personality, 0)).toBe(ALLOW);
    expect(call(personality, 0xffffffff)).toBe(ALLOW);
    expect(call(personality, 0x0040000)).toBe(EPERM);
    expect(call(nrs.prctl, 4, 0)).toBe(EPERM);
    expect(call(nrs.prctl, 38, 1)).toBe(ALLOW);
  });

  it('ends calls of another architecture, and knows none that are newer', () => {
    const every = fc.integer({ min: 0, max: 0xffffffff });
    fc.assert(
      fc.property(every, every, (arch, nr) => {
        fc.pre(arch !== audit);
        expect(runFilter(filter, { arch, nr })).toBe(KILL);
      }),
    );
    fc.assert(
      fc.property(fc.integer({ min: newest + 1, max: 0xffffffff }), nr => {
        expect(call(nr)).toBe(ENOSYS);
      }),
    );
    const x32 = 0x40000000;
    expect(call(x32 | nrs.socket, 40, 1)).toBe(ENOSYS);
  });

  it('allows what is not named', () => {
    const named = new Set([
      ...denied.map(([, nr]) => nr),
      ...Object.values(nrs),
    ]);
    const unnamed = [...Array(newest + 1).keys()].filter(nr => !named.has(nr));
    expect(unnamed.filter(nr => call(nr) !== ALLOW)).toEqual([]);
    expect(unnamed.length).toBeGreaterThan(100);
  });

  const header = HEADERS[machine];
  (existsSync(header) ? describe : describe.skip)('on this machine', () => {
    it('has the numbers of the machine’s own headers', () => {
      const text = readFileSync(header, 'utf8');
      const numbers = new Map(
        [...text.matchAll(/^#define __NR_(\w+) (\d+)$/gm)].map(
          ([, name, nr]) => [name, Number(nr)],
        ),
      );
      const known = [...denied, ...Object.entries(nrs)].filter(([name]) =>
        numbers.has(name),
      );
      expect(known).toEqual(known.map(([name]) => [name, numbers.get(name)]));
      expect(known.length).toBeGreaterThan(10);
    });
  });
});
