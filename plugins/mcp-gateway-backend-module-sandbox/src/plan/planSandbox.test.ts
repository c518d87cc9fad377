import {
  type PermissionProfile,
  profileEgress,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { egressPlan } from '@sallyport/backstage-plugin-mcp-gateway-node';
import { exampleMachine } from '../__testUtils__/exampleMachine';
import { bwrapArguments } from './bwrapArguments';
import { planSandbox } from './planSandbox';

function compile(
  profile: PermissionProfile,
  change: Partial<Parameters<typeof planSandbox>[0]> = {},
) {
  const plan = planSandbox({
    machine: exampleMachine,
    profile,
    egress: egressPlan(profileEgress(profile)),
    packageFolder: '/srv/state/packages/abc',
    mounts: [],
    tmpBytes: 1024,
    env: {},
    secrets: {},
    command: ['/opt/node/bin/node', '/opt/server/index.js', '--root', '/data'],
    ...change,
  });
  return { plan, ...bwrapArguments(plan) };
}

/** One option and its values in a line, as a person would write them. */
const lines = (args: readonly string[]) =>
  args
    .join('\u0000')
    .split(/\u0000(?=--)/)
    .map(line => line.replaceAll('\u0000', ' '));

describe('planSandbox and bwrapArguments', () => {
  it('closes everything where a profile says nothing', () => {
    const { plan, visible, hidden } = compile({});
    expect(lines(visible)).toMatchSnapshot('command line');
    expect(lines(hidden)).toMatchSnapshot('by descriptor');
    expect(plan.files).toMatchSnapshot('files');
  });

  it('opens what a profile says, and no more', () => {
    const { plan, hidden } = compile(
      {
        network: {
          outbound: {
            allow_host: ['api.example.com', '.example.org'],
            allow_port: [443, 8443],
          },
        },
        sallyport: {
          egress: [{ host: 'db.internal', port: 5432 }],
          env: { MODE: 'quiet', TZ: 'UTC' },
          secrets: {
            API_KEY: { secret: 'api', as: 'env' },
            KEY_FILE: { secret: 'key', as: 'file' },
          },
        },
      },
      {
        mounts: [
          { source: '/srv/a/b', inside: '/data/inner', isWritable: true },
          { source: '/srv/a', inside: '/data', isWritable: false },
        ],
        env: { MODE: 'loud' },
        secrets: { API_KEY: 'sesame', KEY_FILE: '-----KEY-----' },
      },
    );
    expect(lines(hidden)).toMatchSnapshot('by descriptor');
    expect(plan.files).toMatchSnapshot('files');
  });

  it('C6: shows no value, path or variable on the command line', () => {
    const { visible } = compile(
      {
        sallyport: {
          env: { PLAIN: 'plain value' },
          secrets: { API_KEY: { secret: 'api', as: 'env' } },
        },
      },
      { secrets: { API_KEY: 'sesame' } },
    );
    const text = visible.join(' ');
    for (const word of ['sesame', 'API_KEY', 'plain value', '/srv/state']) {
      expect(text).not.toContain(word);
    }
  });

  it('mounts the system last, so that options that were cut off run nothing', () => {
    const { hidden } = compile({ write: [] });
    const options = lines(hidden);
    const at = (start: string) =>
      options.findIndex(line => line.startsWith(start));
    expect(at('--ro-bind /usr /usr')).toBeGreaterThan(
      at('--ro-bind /srv/state'),
    );
    expect(options.at(-1)).toBe('--remount-ro /');
  });

  it.each([
    ['a value with NUL', { env: { A: 'x\0--bind\0/\0/data' } }, 'NUL'],
    ['a name that is none', { env: { 'A=B': 'x' } }, 'A=B'],
    [
      'a secret that the profile does not name',
      { secrets: { A: 'x' } },
      'no secret A',
    ],
  ])('refuses %s', (_, change, words) => {
    expect(() => compile({}, change)).toThrow(words);
  });

  it('refuses a secret without a value', () => {
    const secrets = { A: { secret: 'a', as: 'env' as const } };
    expect(() => compile({ sallyport: { secrets } })).toThrow(
      'no value for the secret of A',
    );
  });
});
