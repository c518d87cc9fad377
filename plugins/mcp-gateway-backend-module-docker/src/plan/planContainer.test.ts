import type { PermissionProfile } from '@sallyport/backstage-plugin-mcp-gateway-common';
import {
  DEFAULT_LIMITS,
  egressPlan,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import { profileEgress } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { planContainer, type ContainerOptions } from './planContainer';
import { planEgress } from './planEgress';
import {
  planImageServer,
  planNodeServer,
  type ServerOptions,
} from './planServer';

const IMAGE = `sha256:${'a'.repeat(64)}`;
const labels = {
  instance: '/srv/state',
  owner: 'replica',
  runtimeId: 'runtime',
  server: 'api:default/test',
  role: 'server',
} as const;
const common = {
  image: IMAGE,
  user: { uid: 65534, gid: 65534 },
  labels,
  limits: DEFAULT_LIMITS,
  seccomp: '<filter>',
};

function server(
  profile: PermissionProfile,
  change: Partial<ServerOptions> = {},
): ServerOptions {
  return {
    package: { registry: 'oci', identifier: 'ghcr.io/a/b', version: '1.0.0' },
    args: [],
    profile,
    env: {},
    secrets: {},
    egressEnv: egressPlan(profileEgress(profile)).env,
    mounts: [],
    ...change,
  };
}
const image = {
  entrypoint: ['/server'],
  arguments: ['--stdio'],
  volumes: [] as string[],
};
const body = (
  call: Partial<ContainerOptions> & ReturnType<typeof planImageServer>,
) => planContainer({ ...common, ...call });

describe('planContainer', () => {
  it('closes everything where a profile says nothing', () => {
    expect(body(planImageServer(server({}), image))).toMatchSnapshot();
  });

  it('opens what a profile says, and no more', () => {
    const profile: PermissionProfile = {
      network: { outbound: { allow_host: ['.example.org'] } },
      sallyport: {
        env: { TZ: 'UTC' },
        secrets: {
          API_KEY: { secret: 'api', as: 'env' },
          KEY_FILE: { secret: 'key', as: 'file' },
        },
        limits: { memoryBytes: 64 * 1024 * 1024 },
      },
    };
    const call = planImageServer(
      server(profile, {
        env: { MODE: 'loud' },
        secrets: { API_KEY: 'sesame', KEY_FILE: 'a key' },
        mounts: [
          { source: '/srv/a/b', inside: '/data/inner', isWritable: true },
          { source: '/srv/a', inside: '/data', isWritable: false },
        ],
      }),
      { ...image, volumes: ['/data', '/var/cache', '/tmp'] },
    );
    expect(call.files).toEqual({ '/run/secrets/KEY_FILE': 'a key' });
    expect(
      body({ ...call, networkOf: 'way-out', runtime: 'runsc' } as never),
    ).toMatchSnapshot();
  });

  it('C6: tells the engine no secret of a server of npm', () => {
    const profile: PermissionProfile = {
      sallyport: { secrets: { API_KEY: { secret: 'api', as: 'env' } } },
    };
    const call = planNodeServer(
      server(profile, { secrets: { API_KEY: 'sesame' } }),
      {
        node: 'node',
        folder: '/srv/state/packages/x',
        commands: { notes: 'node_modules/notes/index.js' },
        memoryBytes: DEFAULT_LIMITS.memoryBytes,
      },
    );
    const made = body(call);
    expect(JSON.stringify(made)).not.toContain('sesame');
    expect(call.files['/run/secrets/.preload.cjs']).toContain('sesame');
    expect(made).toMatchSnapshot();
  });

  it('puts what leads out beside a server, as another user and with bounds of its own', () => {
    const { listeners } = egressPlan(
      profileEgress({
        sallyport: { egress: [{ host: 'db.internal', port: 443 }] },
      }),
    );
    const made = planContainer(
      planEgress({
        ...common,
        ...{ node: '/usr/bin/node', listeners, folder: '/run/x/egress' },
        labels: { ...labels, role: 'egress' },
      }),
    );
    const { Cmd, ...rest } = made;
    expect(JSON.parse(Cmd?.[2] ?? '')).toEqual([
      { address: '127.1.0.2', port: 443, socket: '/run/egress/0' },
    ]);
    expect(rest).toMatchSnapshot();
  });

  it.each([
    ['a value with NUL', { env: { A: 'x\0y' } }, 'NUL'],
    ['a name that is none', { env: { 'A=B': 'x' } }, 'A=B'],
    [
      'a secret that the profile does not name',
      { secrets: { A: 'x' } },
      'no secret A',
    ],
  ])('refuses %s', (_, change, words) => {
    expect(() => body(planImageServer(server({}, change), image))).toThrow(
      words,
    );
  });

  it('says what is missing: a value, a program', () => {
    const secrets = { A: { secret: 'a', as: 'env' as const } };
    expect(() =>
      planImageServer(server({ sallyport: { secrets } }), image),
    ).toThrow('no value for the secret of A');
    expect(() =>
      planImageServer(server({}), {
        entrypoint: [],
        arguments: [],
        volumes: [],
      }),
    ).toThrow('run.command');
  });
});
