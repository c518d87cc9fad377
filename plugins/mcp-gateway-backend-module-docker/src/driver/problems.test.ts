import { engineProblems } from './engineStatus';
import { networkProblems } from './profileProblems';

const info = {
  OSType: 'linux',
  ...{ MemoryLimit: true, PidsLimit: true, CpuCfsQuota: true },
  SecurityOptions: ['name=seccomp,profile=default'],
  Runtimes: { runc: {}, runsc: {} },
  DefaultRuntime: 'runc',
};

describe('engineProblems', () => {
  it.each([
    ['docker' as const, {}],
    ['docker' as const, { runtime: 'runsc' }],
    ['podman' as const, { runtime: 'runc' }],
  ])('has none with %s and %j', (kind, settings) => {
    expect(engineProblems(info, kind, settings)).toEqual([]);
  });

  it.each([
    ['Windows', { OSType: 'windows' }, 'windows'],
    ['no root', { Rootless: true }, 'without root'],
    [
      'no root',
      { SecurityOptions: ['name=seccomp', 'name=rootless'] },
      'without root',
    ],
    ['no bounds', { MemoryLimit: false }, 'cannot bound'],
    ['no bounds', { PidsLimit: false }, 'cannot bound'],
    ['no filter', { SecurityOptions: [] }, 'seccomp'],
  ])('says that the engine has %s', (_, change, words) => {
    expect(engineProblems({ ...info, ...change }, 'docker', {})).toEqual([
      { text: expect.stringContaining(words), remedy: expect.any(String) },
    ]);
  });

  it('does not believe that Podman lets a container choose its runtime', () => {
    expect(engineProblems(info, 'podman', { runtime: 'runsc' })).toHaveLength(
      1,
    );
    expect(engineProblems(info, 'docker', { runtime: 'kata' })).toHaveLength(1);
  });
});

describe('networkProblems', () => {
  const nodeImage = {
    ...{ name: 'node', digest: 'sha256:x' },
    ...{ node: 'node', npm: '/npm-cli.js' },
  };
  const settings = { allowEverything: false, nodeImage };
  const reaches = { sallyport: { egress: [{ host: 'a.test', port: 443 }] } };

  it('has none where there is a way out, or nobody wants one', () => {
    expect(networkProblems(reaches, settings, 'runc')).toEqual([]);
    expect(networkProblems({}, { allowEverything: false }, 'runsc')).toEqual(
      [],
    );
  });

  it('names what is missing', () => {
    const everything = { network: { outbound: { insecure_allow_all: true } } };
    expect(
      networkProblems(reaches, { allowEverything: false }, 'runsc'),
    ).toEqual([
      expect.stringContaining('nodeImage'),
      expect.stringContaining('runsc'),
    ]);
    expect(networkProblems(everything, settings, 'runc')).toEqual([
      expect.stringContaining('allowEverything'),
    ]);
  });
});
