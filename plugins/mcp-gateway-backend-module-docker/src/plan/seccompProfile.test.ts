import { ALLOWED_CALLS } from './allowedCalls';
import { seccompProfile } from './seccompProfile';

describe('seccompProfile', () => {
  const { defaultAction, defaultErrnoRet, syscalls } = seccompProfile();

  it('refuses what it does not name', () => {
    expect([defaultAction, defaultErrnoRet]).toEqual(['SCMP_ACT_ERRNO', 1]);
    expect(new Set(ALLOWED_CALLS).size).toBe(ALLOWED_CALLS.length);
  });

  it.each(
    'mount unshare setns pivot_root ptrace bpf io_uring_setup keyctl add_key userfaultfd perf_event_open memfd_create shmget open_by_handle_at mknod kexec_load init_module reboot process_vm_readv pidfd_getfd'.split(
      ' ',
    ),
  )('does not name %s', name => {
    expect(syscalls.flatMap(({ names }) => names)).not.toContain(name);
  });

  it('looks at no more than 32 bits of an argument, as the kernel does', () => {
    const conditions = syscalls.flatMap(({ args }) => args ?? []);
    expect(conditions.length).toBeGreaterThan(60);
    for (const { op, value, valueTwo } of conditions) {
      expect(op).toBe('SCMP_CMP_MASKED_EQ');
      expect(value).toBeLessThanOrEqual(0xffffffff);
      expect((valueTwo & value) >>> 0).toBe(valueTwo);
    }
  });

  it('is this, but for what is counted bit by bit', () => {
    const short = syscalls.filter(
      ({ names: [name] }) => !['ioctl', 'prctl', 'accept'].includes(name),
    );
    expect(short).toMatchSnapshot();
  });
});
