import { spawnSync } from 'node:child_process';
import { compileMacos } from './compileMacos';
import { groupsOf } from './endLost';
import { macosEnvironment } from './macosEnvironment';
import { macosProblems } from './macosProblems';
import { parsePs, treeOf } from './processTree';

const NODE = '/opt/homebrew/Cellar/node/24.0.0/bin/node';

const compile = (change: Partial<Parameters<typeof compileMacos>[0]> = {}) =>
  compileMacos({
    ...{ packageFolder: '/srv/a/state/packages/abc', node: NODE },
    ...{ mounts: [], tmp: '/srv/a/state/macos/r1/tmp' },
    ...change,
  });

describe('compileMacos', () => {
  it('closes everything but the system, the package and its own temporary folder', () => {
    expect(compile()).toMatchSnapshot();
  });

  it('opens what a profile says: folders in their places, and the one way out', () => {
    const { network, filesystem } = compile({
      node: '/srv/a/.volta/node/bin/node',
      mounts: [
        {
          source: '/srv/a/notes',
          inside: '/srv/a/notes',
          isWritable: true,
        },
        { source: '/srv/[x]*', inside: '/srv/[x]*', isWritable: false },
      ],
      proxyPort: 53128,
    });
    expect({ network, filesystem }).toMatchSnapshot();
  });

  it.each([
    ['nothing', compile()],
    ['a way out', compile({ proxyPort: 53128 })],
  ])('is what the library takes: %s', (_, settings) => {
    const program = `
      import { SandboxRuntimeConfigSchema } from '@anthropic-ai/sandbox-runtime';
      const parsed = SandboxRuntimeConfigSchema.parse(${JSON.stringify(
        settings,
      )});
      process.stdout.write(JSON.stringify(parsed));`;
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['--input-type=module', '-e', program],
      { cwd: __dirname, encoding: 'utf8' },
    );
    expect(stderr).toBe('');
    // Nothing of it is passed over.
    expect(JSON.parse(stdout)).toEqual(JSON.parse(JSON.stringify(settings)));
  });
});

describe('macosProblems', () => {
  it('refuses what macOS has no means for', () => {
    expect(
      macosProblems({
        read: ['/srv/a:/data'],
        write: ['volume://notes:/notes', '/srv/b'],
        sallyport: {
          secrets: {
            KEY: { secret: 'key', as: 'file' },
            TOKEN: { secret: 'token', as: 'env' },
          },
        },
      }),
    ).toEqual([
      expect.stringContaining('folders where they are'),
      expect.stringContaining('is a volume'),
      expect.stringContaining('The secret of KEY is to be a file'),
    ]);
    expect(macosProblems({})).toEqual([]);
  });
});

describe('macosEnvironment', () => {
  it('C6: has what the definition says, and nothing of the gateway', () => {
    const secrets = { TOKEN: { secret: 'token', as: 'env' as const } };
    expect(
      macosEnvironment({
        ...{ node: NODE, tmp: '/t', env: { MODE: 'quiet' } },
        profile: { sallyport: { secrets, env: { LANG: 'C' } } },
        secrets: { TOKEN: 'sesame' },
      }),
    ).toEqual({
      PATH: '/opt/homebrew/Cellar/node/24.0.0/bin:/usr/bin:/bin',
      ...{ HOME: '/t', TMPDIR: '/t', CLAUDE_CODE_TMPDIR: '/t' },
      ...{ LANG: 'C', MODE: 'quiet', TOKEN: 'sesame' },
      NODE_USE_ENV_PROXY: '1',
    });
  });
});

describe('processes', () => {
  it('finds a tree in what ps prints, and what it uses', () => {
    const all = parsePs(
      [
        '  PID  PPID   RSS     TIME',
        '    1     0  1000 10:00.00',
        '   10     1   500   0:01.50',
        '   11    10   200   1:02.25',
        '   12    11   100 1-00:00:01',
        '   13     1   900   0:00.00',
      ].join('\n'),
    );
    expect(treeOf(10, all)).toEqual([
      { pid: 10, parent: 1, memoryBytes: 512_000, cpuSeconds: 1.5 },
      { pid: 11, parent: 10, memoryBytes: 204_800, cpuSeconds: 62.25 },
      { pid: 12, parent: 11, memoryBytes: 102_400, cpuSeconds: 86_401 },
    ]);
    expect(treeOf(99, all)).toEqual([]);
  });

  it('finds what a dead gateway left, and nothing else', () => {
    const text = [
      '   50 node /x/cli.js --settings /s/macos/r1/settings.json -- /bin/sh',
      '   50 node server.js',
      '   51 node /x/cli.js --settings /s/macos/r11/settings.json -- /bin/sh',
      '    1 node /x/cli.js --settings /s/macos/r1/settings.json -- /bin/sh',
    ].join('\n');
    expect(groupsOf(text, 'r1')).toEqual([50]);
  });
});
