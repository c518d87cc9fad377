import type { NpmRun } from '@sallyport/backstage-plugin-mcp-gateway-node';
import { DEFAULT_LIMITS } from '@sallyport/backstage-plugin-mcp-gateway-node';
import { planContainer } from './planContainer';
import { planInstall } from './planInstall';

const run: NpmRun = {
  id: 'install-1',
  ...{ folder: '/srv/state/installs/install-1', inside: '/work' },
  args: ['ci', '--prefix', '/work'],
  env: { npm_config_userconfig: '/run/secrets/npmrc' },
  files: { '/run/secrets/npmrc': '//registry.test/:_authToken=sesame' },
  reach: { everything: false, problems: [], destinations: [] },
  limits: DEFAULT_LIMITS,
  onRefused: () => {},
};
const image = {
  ...{ name: 'docker.io/library/node', digest: `sha256:${'a'.repeat(64)}` },
  ...{ node: 'node', npm: '/usr/local/lib/node_modules/npm/bin/npm-cli.js' },
};

describe('planInstall', () => {
  const call = planInstall({
    ...{ run, image },
    egressEnv: { HTTPS_PROXY: 'http://127.0.0.2:3128' },
  });
  const body = planContainer({
    ...call,
    image: image.digest,
    user: { uid: 65534, gid: 65534 },
    labels: {
      ...{ instance: '/srv/state', owner: 'installs', runtimeId: run.id },
      ...{ server: 'npm', role: 'server' },
    },
    limits: run.limits,
    seccomp: '<filter>',
    networkOf: 'way-out',
  });

  it("calls the image's own npm, which may write to one folder", () => {
    expect([body.Entrypoint, body.Cmd]).toEqual([
      ['node'],
      [image.npm, 'ci', '--prefix', '/work'],
    ]);
    expect(body.HostConfig.Mounts.filter(it => !it.ReadOnly)).toEqual([
      expect.objectContaining({ Source: run.folder, Target: '/work' }),
    ]);
    expect(body.HostConfig).toMatchObject({
      NetworkMode: 'container:way-out',
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
    });
  });

  it('C6: gives credentials as a file, which the engine does not know', () => {
    expect(call.files).toEqual(run.files);
    expect(JSON.stringify(body)).not.toContain('sesame');
  });
});
