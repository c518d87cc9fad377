import {
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Client as ModernClient,
  StreamableHTTPClientTransport as ModernTransport,
} from '@modelcontextprotocol/client';
import { connect } from '../__testUtils__/mcpRequests';
import { startGateway, type TestGateway } from '../__testUtils__/startGateway';
import {
  addRuntimeDriver,
  hostedEntity,
  hostedServer,
  programPath,
} from '../runtimes/__testUtils__/hostedServer';
import { PlainProcessDriver } from '../runtimes/__testUtils__/PlainProcessDriver';

jest.setTimeout(60_000);

const SERVERS = ['files', 'memory', 'thinking', 'everything', 'modern'];

/** Real servers from npm that speak over standard input and output, run by the gateway, before clients of both eras. */
describe('servers that the gateway runs', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'hosted-')));
  const driver = new PlainProcessDriver({ modern: [programPath('modern')] });
  let gateway: TestGateway;

  beforeAll(async () => {
    writeFileSync(join(folder, 'hello.txt'), 'Grüße aus dem Sandkasten');
    gateway = await startGateway({
      features: [addRuntimeDriver(driver)],
      entities: SERVERS.map(hostedEntity),
      prepare: registry => {
        registry.put(
          hostedServer(
            'files',
            {
              identifier: '@modelcontextprotocol/server-filesystem',
              args: [folder],
            },
            ['read_text_file', 'list_directory'],
          ),
        );
        registry.put(
          hostedServer(
            'memory',
            {
              identifier: '@modelcontextprotocol/server-memory',
              env: { MEMORY_FILE_PATH: join(folder, 'memory.jsonl') },
            },
            ['create_entities', 'read_graph'],
          ),
        );
        registry.put(
          hostedServer(
            'thinking',
            {
              identifier: '@modelcontextprotocol/server-sequential-thinking',
              isolation: 'per-user',
            },
            ['sequentialthinking'],
          ),
        );
        registry.put(
          hostedServer(
            'everything',
            {
              identifier: '@modelcontextprotocol/server-everything',
              args: ['stdio'],
              isolation: 'per-session',
            },
            ['echo', 'get-sum', 'trigger-long-running-operation'],
          ),
        );
        registry.put(
          hostedServer('modern', { identifier: 'modern' }, [
            'echo',
            'note',
            'wipe',
            'change',
          ]),
        );
      },
    });
  });

  afterAll(async () => {
    await gateway.stop();
    driver.assertNothingLeft();
    rmSync(folder, { recursive: true });
  });

  const legacy = async (name: string, person = 'alice') =>
    await connect(gateway.endpoint(name), await gateway.token(person, name));
  const modern = async (name: string, capabilities = {}) => {
    const client = new ModernClient(
      { name: 'v2', version: '2.3.4' },
      { capabilities, versionNegotiation: { mode: { pin: '2026-07-28' } } },
    );
    const token = await gateway.token('alice', name);
    await client.connect(
      new ModernTransport(new URL(gateway.endpoint(name)), {
        requestInit: { headers: { authorization: `Bearer ${token}` } },
      }),
    );
    return client;
  };

  it.each(['SDK v1', 'SDK v2'])('filesystem, by %s', async sdk => {
    const client =
      sdk === 'SDK v1' ? (await legacy('files')).client : await modern('files');
    const { tools } = await client.listTools();
    // The others are not in the approved surface.
    expect(tools.map(({ name }) => name).sort()).toEqual([
      'list_directory',
      'read_text_file',
    ]);
    const { content } = await client.callTool({
      name: 'read_text_file',
      arguments: { path: join(folder, 'hello.txt') },
    });
    expect(content).toEqual([
      { type: 'text', text: 'Grüße aus dem Sandkasten' },
    ]);
    await client.close();
  });

  it('memory: what one person keeps, another one finds, in one shared runtime', async () => {
    const alice = await legacy('memory');
    await alice.client.callTool({
      name: 'create_entities',
      arguments: {
        entities: [
          {
            name: 'Sallyport',
            entityType: 'project',
            observations: ['two doors'],
          },
        ],
      },
    });
    const dave = await legacy('memory', 'dave');
    const read = await dave.client.callTool({
      name: 'read_graph',
      arguments: {},
    });
    expect(JSON.stringify(read.content)).toContain('two doors');
    expect(readFileSync(join(folder, 'memory.jsonl'), 'utf8')).toContain(
      'two doors',
    );
    expect(
      driver.started.filter(
        ({ serverRef }) => serverRef === 'api:default/memory',
      ),
    ).toHaveLength(1);
    await alice.client.close();
    await dave.client.close();
  });

  it('sequential thinking: a runtime for each person', async () => {
    for (const person of ['alice', 'dave', 'alice']) {
      const { client } = await legacy('thinking', person);
      const { content } = await client.callTool({
        name: 'sequentialthinking',
        arguments: {
          thought: `of ${person}`,
          thoughtNumber: 1,
          totalThoughts: 1,
          nextThoughtNeeded: false,
        },
      });
      expect(JSON.stringify(content)).toContain('thoughtNumber');
      await client.close();
    }
    expect(
      driver.started.filter(
        ({ serverRef }) => serverRef === 'api:default/thinking',
      ),
    ).toHaveLength(2);
  });

  it('everything: a runtime for each session, with progress on the way', async () => {
    const { client, transport } = await legacy('everything');
    expect(client.getInstructions()).toBeTruthy();
    const sum = await client.callTool({
      name: 'get-sum',
      arguments: { a: 2, b: 40 },
    });
    expect(JSON.stringify(sum.content)).toContain('42');
    const seen: number[] = [];
    await client.callTool(
      {
        name: 'trigger-long-running-operation',
        arguments: { duration: 0.4, steps: 4 },
      },
      undefined,
      { onprogress: ({ progress }) => seen.push(progress) },
    );
    expect(seen).toEqual([1, 2, 3, 4]);
    await transport.terminateSession();
    await client.close();
  });

  it('a server of MCP 2026-07-28 alone, by a client of the same', async () => {
    const client = await modern('modern', { elicitation: { form: {} } });
    expect(client.getInstructions()).toBe('Be brief.');
    client.setRequestHandler('elicitation/create', async () => ({
      action: 'accept' as const,
      content: { name: 'Alice' },
    }));
    const echoed = await client.callTool({
      name: 'echo',
      arguments: { text: 'ü' },
    });
    expect(echoed.content).toEqual([{ type: 'text', text: 'ü' }]);
    const seen: number[] = [];
    await client.callTool(
      { name: 'note', arguments: {} },
      { onprogress: ({ progress }) => seen.push(progress) },
    );
    expect(seen).toEqual([1, 2]);
    const greeted = await client.callTool({ name: 'wipe', arguments: {} });
    expect(greeted.content).toEqual([{ type: 'text', text: 'Hello, Alice' }]);
    await client.close();
  });

  it('a server of MCP 2026-07-28 alone, by a client of the session era', async () => {
    const { client } = await legacy('modern');
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toContain('echo');
    const { content } = await client.callTool({
      name: 'echo',
      arguments: { text: 'from v1' },
    });
    expect(content).toEqual([{ type: 'text', text: 'from v1' }]);
    await client.close();
    expect(
      driver.started.filter(
        ({ serverRef }) => serverRef === 'api:default/modern',
      ),
    ).toHaveLength(1);
  });

  it('answers many calls of several people at a time, each with its own', async () => {
    const people = await Promise.all([
      legacy('modern'),
      legacy('modern', 'dave'),
    ]);
    const texts = Array.from({ length: 40 }, (_, n) => `number ${n}`);
    const results = await Promise.all(
      texts.map((text, n) =>
        people[n % 2].client.callTool({ name: 'echo', arguments: { text } }),
      ),
    );
    expect(results.map(({ content }) => content)).toEqual(
      texts.map(text => [{ type: 'text', text }]),
    );
    for (const { client } of people) await client.close();
  });
});
