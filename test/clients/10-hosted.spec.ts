import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { gatewayToken, type Person } from '../support/api';
import { giveAccess } from '../support/giveAccess';
import { connectClient, inspector } from '../support/mcp';
import { runtimeOf } from '../support/runtimeOf';

test.describe.configure({ mode: 'serial' });

/** Calls tools of a server in one session, one after the other: what each answered. */
async function callAll(
  person: Person,
  server: string,
  calls: [name: string, args: Record<string, unknown>][],
): Promise<{ text: string; isError: boolean }[]> {
  const { token } = await gatewayToken(person, server);
  const client = await connectClient({ server, token });
  const answers = [];
  try {
    for (const [name, args] of calls) {
      const { content, isError } = await client.callTool({
        name,
        arguments: args,
      });
      answers.push({
        text: JSON.stringify(content),
        isError: isError === true,
      });
    }
    return answers;
  } finally {
    await client.close();
  }
}

/** Ids of the machine's processes that are Node running this, not what keeps it in its sandbox. */
async function nodesRunning(program: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter(name => /^\d+$/.test(name));
  const lines = await Promise.all(
    pids.map(pid => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
  );
  return pids.filter((_, index) => {
    const [first, ...rest] = lines[index].split('\0');
    return first.endsWith('/node') && rest.some(one => one.includes(program));
  });
}

test.beforeAll(async () => {
  await giveAccess('alice', 'filesystem');
  await giveAccess('alice', 'memory');
  await giveAccess('dave', 'memory');
});

test('Alice reads and writes the shared files, and nothing beside them (S1)', async () => {
  const [written, read, beside, listed] = await callAll('alice', 'filesystem', [
    ['write_file', { path: '/workspace/plan.txt', content: 'Ship on Friday' }],
    ['read_text_file', { path: '/workspace/plan.txt' }],
    ['read_text_file', { path: '/etc/passwd' }],
    ['list_directory', { path: '/workspace' }],
  ]);
  expect(written.isError, written.text).toBe(false);
  expect(read.text).toContain('Ship on Friday');
  expect(beside.isError).toBe(true);
  expect(listed.text).toContain('plan.txt');
});

test("MCP Inspector's command line calls it, too", async () => {
  const { token } = await gatewayToken('alice', 'filesystem');
  const called = await inspector({
    server: 'filesystem',
    token,
    args: [
      ...['--method', 'tools/call', '--tool-name', 'read_text_file'],
      ...['--tool-arg', 'path=/workspace/plan.txt'],
    ],
  });
  expect(called.code, called.stderr).toBe(0);
  expect(called.stdout).toContain('Ship on Friday');
});

test('what is remembered about Alice is hers alone, and is there the next time', async () => {
  const entities = [
    { name: 'Alice', entityType: 'person', observations: ['likes tea'] },
  ];
  await callAll('alice', 'memory', [['create_entities', { entities }]]);
  const [ofAlice] = await callAll('alice', 'memory', [['read_graph', {}]]);
  const [ofDave] = await callAll('dave', 'memory', [['read_graph', {}]]);
  expect(ofAlice.text).toContain('likes tea');
  expect(ofDave.isError, ofDave.text).toBe(false);
  expect(ofDave.text).not.toContain('likes tea');
});

test('they run in sandboxes: without capabilities, without new ones, behind the filter', async () => {
  const pids = await nodesRunning('server-memory');
  expect(pids.length).toBeGreaterThanOrEqual(2);
  for (const pid of pids) {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    expect(status).toMatch(/^CapEff:\s+0+$/m);
    expect(status).toMatch(/^NoNewPrivs:\s+1$/m);
    expect(status).toMatch(/^Seccomp:\s+2$/m);
  }
});

test('their owners see how they are kept; nobody else does', async () => {
  const shared = await runtimeOf('erin', 'filesystem');
  expect(shared.driver).toMatchObject({ ready: true, problems: [] });
  expect(shared.driver.tier).toMatch(/^bwrap\+seccomp\+(cgroup|rlimits)$/);
  expect(Object.values(shared.driver.bounds)).not.toContain('none');
  expect(shared.runtimes).toHaveLength(1);
  // Replicas write down what they run a moment after they began to.
  const people = async () =>
    (await runtimeOf('bob', 'memory')).runtimes
      .map(({ person }) => person)
      .sort();
  await expect
    .poll(people)
    .toEqual(['user:default/alice', 'user:default/dave']);
  await expect(runtimeOf('dave', 'memory')).rejects.toThrow(/404/);
});

test('a train of thought belongs to its session', async () => {
  await giveAccess('dave', 'sequential-thinking');
  const thought = (thoughtNumber: number) =>
    [
      'sequentialthinking',
      {
        thought: 'Think',
        nextThoughtNeeded: true,
        thoughtNumber,
        totalThoughts: 3,
      },
    ] as [string, Record<string, unknown>];
  const first = await callAll('dave', 'sequential-thinking', [
    thought(1),
    thought(2),
  ]);
  const second = await callAll('dave', 'sequential-thinking', [thought(1)]);
  const lengthOf = ({ text }: { text: string }) =>
    /thoughtHistoryLength\D+(\d+)/.exec(text)?.[1];
  expect(first.map(lengthOf)).toEqual(['1', '2']);
  expect(second.map(lengthOf)).toEqual(['1']);
});
