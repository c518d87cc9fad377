import { readFileSync } from 'node:fs';
import type { SandboxPlan } from '../plan/SandboxPlan';
import { bwrapArguments } from '../plan/bwrapArguments';
import { behindGvisor, boundsWithGvisor } from './behindGvisor';

const PLAN: SandboxPlan = {
  system: [{ kind: 'bind', source: '/usr', inside: '/usr' }],
  masks: ['/proc/keys'],
  mounts: [{ source: '/srv/x', inside: '/data', isWritable: true }],
  files: [{ inside: '/etc/hosts', content: '', mode: '0444' }],
  tmpBytes: 1_000_000,
  env: { TOKEN: 'of-the-server', PATH: '/opt/node/bin' },
  cwd: '/tmp',
  command: ['/opt/node/bin/node', '/opt/server/main.js'],
};
const GVISOR = { runsc: '/usr/bin/runsc', seccomp: Buffer.alloc(0) };
const LIMITS = { openFiles: 100, fileBytes: 2000, pids: 30 };

describe('behindGvisor', () => {
  const plan = behindGvisor(PLAN, { gvisor: GVISOR, limits: LIMITS });
  const config = plan.files.find(({ inside }) =>
    inside.endsWith('config.json'),
  );
  const spec = JSON.parse(config!.content);

  it('runs gVisor in the sandbox, and the server in gVisor', () => {
    expect(plan.command[0]).toBe('/usr/bin/runsc');
    expect(plan.command).toEqual(
      expect.arrayContaining(['--network=host', '--oci-seccomp']),
    );
    expect(spec.process).toMatchObject({
      args: PLAN.command,
      env: ['TOKEN=of-the-server', 'PATH=/opt/node/bin'],
      capabilities: {},
      noNewPrivileges: true,
      rlimits: [
        { type: 'RLIMIT_NOFILE', hard: 100, soft: 100 },
        { type: 'RLIMIT_FSIZE', hard: 2000, soft: 2000 },
        { type: 'RLIMIT_NPROC', hard: 30, soft: 30 },
        { type: 'RLIMIT_CORE', hard: 0, soft: 0 },
      ],
    });
  });

  it('leaves mounts and files as they are, and shows the server nothing of its own', () => {
    expect(plan.mounts).toBe(PLAN.mounts);
    expect(plan.files).toEqual([...PLAN.files, config]);
    const hidden = spec.mounts
      .filter(({ type }: { type: string }) => type === 'tmpfs')
      .map(({ destination }: { destination: string }) => destination);
    expect(hidden).toEqual(plan.memoryFolders!.map(({ inside }) => inside));
  });

  it('says nothing of the server’s environment on a command line', () => {
    const { visible, hidden } = bwrapArguments(plan);
    expect([...visible, ...hidden].join(' ')).not.toContain('of-the-server');
    expect(visible).toEqual(
      expect.arrayContaining(['--cap-add', 'CAP_SETFCAP']),
    );
    expect(bwrapArguments(PLAN).visible).not.toContain('--cap-add');
  });

  it('filters what servers may not call', () => {
    const [named] = spec.linux.seccomp.syscalls;
    expect(named.names).toEqual(
      expect.arrayContaining(['ptrace', 'mount', 'unshare', 'io_uring_setup']),
    );
    const families = spec.linux.seccomp.syscalls
      .filter(
        ({ names, args }: any) => names[0] === 'socket' && args.length === 1,
      )
      .map(({ args }: any) => args[0].value);
    expect(families).toContain(40); // vsock
    for (const allowed of [1, 2, 10, 16]) {
      expect(families).not.toContain(allowed);
    }
  });

  it('gives the sandbox more for gVisor itself, and no bound of single files', () => {
    const limits = {
      ...LIMITS,
      memoryBytes: 1000,
      cpu: 1,
      tmpBytes: 10,
      diskBytes: 10,
    };
    const bounds = boundsWithGvisor(limits);
    expect(bounds).toMatchObject({ cpu: 1, tmpBytes: 10, diskBytes: 10 });
    expect(bounds.memoryBytes).toBeGreaterThan(limits.memoryBytes);
    expect(bounds.pids).toBeGreaterThan(limits.pids);
    expect(bounds.fileBytes).toBe(Infinity);
  });

  it('is documented with what it takes', () => {
    const text = readFileSync(
      `${__dirname}/../../../../docs/sandbox.md`,
      'utf8',
    );
    const own = boundsWithGvisor({
      ...LIMITS,
      ...{ memoryBytes: 0, pids: 0, cpu: 1, tmpBytes: 0, diskBytes: 0 },
    });
    expect(text).toContain(
      `${
        own.memoryBytes / 2 ** 20
      } MiB and twice the processes and threads of its profile and ${
        own.pids
      } more`,
    );
  });
});
