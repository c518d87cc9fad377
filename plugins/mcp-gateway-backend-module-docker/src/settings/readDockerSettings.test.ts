import { ConfigReader } from '@backstage/config';
import { readDockerSettings } from './readDockerSettings';

const root = { uid: 0, gid: 0, env: {} };
const alice = {
  uid: 1000,
  gid: 100,
  env: { XDG_STATE_HOME: '/home/alice/state' },
};
const read = (docker: object, process = root) =>
  readDockerSettings(
    new ConfigReader({ mcpGateway: { runtimes: { docker } } }),
    process,
  );

describe('readDockerSettings', () => {
  it('closes what nobody opened', () => {
    expect(readDockerSettings(new ConfigReader({}), root)).toMatchObject({
      socketPath: '/var/run/docker.sock',
      directory: '/var/lib/sallyport/docker',
      runDirectory: '/run/sallyport/docker',
      user: { uid: 65534, gid: 65534 },
      mounts: { read: [], write: [], volumes: {} },
      images: { registries: [], local: false },
      allowEverything: false,
    });
    expect(read({ enabled: false })).toBeUndefined();
  });

  it('runs servers as a gateway that is not root itself', () => {
    expect(read({}, alice)).toMatchObject({
      user: { uid: 1000, gid: 100 },
      directory: '/home/alice/state/sallyport/docker',
      runDirectory: '/home/alice/state/sallyport/docker/run',
    });
  });

  it('knows registries, and an image with Node by its digest', () => {
    const image = `docker.io/library/node@sha256:${'a'.repeat(64)}`;
    const registry = {
      host: 'Registry.test:5000',
      username: 'robot',
      password: 'x',
    };
    expect(
      read({ nodeImage: { image }, images: { registries: [registry] } }),
    ).toMatchObject({
      nodeImage: {
        ...{ name: 'docker.io/library/node', node: 'node' },
        npm: '/usr/local/lib/node_modules/npm/bin/npm-cli.js',
      },
      images: { registries: [{ host: 'registry.test:5000' }] },
    });
  });

  it.each([
    ['a user that is root', { user: '0:0' }, 'not root'],
    ['a user by name', { user: 'nobody' }, 'numbers'],
    ['a relative folder', { directory: 'state' }, 'absolute'],
    ['a relative mount', { mounts: { read: ['data'] } }, 'absolute'],
    [
      'a registry of npm by its name',
      { packages: { npmRegistry: 'npm' } },
      'http',
    ],
    [
      'packages at a relative place',
      { packages: { installed: ['here'] } },
      'absolute',
    ],
    ['an image by its tag', { nodeImage: { image: 'node:24' } }, 'pinned'],
    ['a bound', { limits: { pids: 1 } }, 'limits'],
    [
      'a registry that is an address',
      { images: { registries: [{ host: 'https://x.test' }] } },
      'no host',
    ],
    [
      'a user of a registry without a password',
      { images: { registries: [{ host: 'x.test', username: 'robot' }] } },
      'needs a username',
    ],
  ])('refuses %s', (_, docker, words) => {
    expect(() => read(docker)).toThrow(words);
  });

  it('refuses another user for a gateway that is not root', () => {
    expect(() => read({ user: '2000:2000' }, alice)).toThrow('runs as root');
  });
});
