import { DEFAULT_LIMITS } from '@sallyport/backstage-plugin-mcp-gateway-node';
import { containerSchema } from '../engine/schemas';
import { planContainer } from './planContainer';
import { verifyContainer } from './verifyContainer';

const body = planContainer({
  image: `sha256:${'a'.repeat(64)}`,
  ...{ entrypoint: ['/server'], env: {}, memoryFolders: [] },
  user: { uid: 65534, gid: 65534 },
  mounts: [{ source: '/srv/x', inside: '/data', isWritable: true }],
  labels: {
    ...{ instance: '/srv', owner: 'o', runtimeId: 'r', server: 's' },
    role: 'server',
  },
  limits: DEFAULT_LIMITS,
  ...{ seccomp: '{}', runtime: 'runsc' },
});

/** As an engine says that it made what was asked for. */
function found(change: object = {}, more: object = {}) {
  return containerSchema.parse({
    ...{ Id: 'abc', Image: body.Image },
    State: { Running: false, Pid: 0, ExitCode: 0 },
    Config: { User: body.User },
    HostConfig: { ...body.HostConfig, CapAdd: null, PidMode: '', ...change },
    Mounts: [{ Source: '/srv/x', Destination: '/data', RW: true }],
    ...more,
  });
}
const podman = { OCIRuntime: 'runsc', EffectiveCaps: [], BoundingCaps: [] };

describe('verifyContainer', () => {
  it('takes what was asked for', () => {
    expect(verifyContainer({ body, found: found() })).toEqual([]);
  });

  it.each([
    ['a network', { NetworkMode: 'bridge' }, 'its network'],
    ['a root to write to', { ReadonlyRootfs: false }, 'a read-only root'],
    ['privileges', { Privileged: true }, 'no privileges'],
    ['a capability', { CapAdd: ['SYS_ADMIN'] }, 'no capabilities'],
    ['the usual capabilities', { CapDrop: [] }, 'no capabilities'],
    ['no filter', { SecurityOpt: ['no-new-privileges'] }, 'system calls'],
    [
      'a filter that is none',
      { SecurityOpt: ['no-new-privileges', 'seccomp=unconfined'] },
      'system calls',
    ],
    ['new privileges', { SecurityOpt: ['seccomp={}'] }, 'no new privileges'],
    ['the processes of the machine', { PidMode: 'host' }, 'processes'],
    ['more memory', { Memory: 0 }, 'bound of memory'],
    ['more processes', { PidsLimit: 0 }, 'bound of processes'],
    ['more cores', { NanoCpus: 0 }, 'bound of cores'],
    ['a log', { LogConfig: { Type: 'json-file' } }, 'no log'],
    ['another runtime', { Runtime: 'runc' }, "but 'runc'"],
  ])('says that it got %s', (_, change, words) => {
    expect(verifyContainer({ body, found: found(change) })).toEqual([
      expect.stringContaining(words),
    ]);
  });

  it('says that it got another user, or a volume that nobody asked for', () => {
    const other = found(
      {},
      {
        Config: { User: '0:0' },
        Mounts: [{ Destination: '/cache', RW: true }],
      },
    );
    expect(verifyContainer({ body, found: other })).toEqual([
      'its user',
      'nothing to write to but what was asked for',
    ]);
  });

  it("asks Podman's own words for what the Docker API does not say", () => {
    const oci = found({ Runtime: 'oci', CapDrop: ['CHOWN'] });
    expect(verifyContainer({ body, found: oci, podman })).toEqual([]);
    const wrong = {
      ...podman,
      OCIRuntime: 'runc',
      BoundingCaps: ['CAP_CHOWN'],
    };
    expect(verifyContainer({ body, found: oci, podman: wrong })).toEqual([
      'no capabilities',
      "the runtime runsc, but 'runc'",
    ]);
  });
});
