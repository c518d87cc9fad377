// What a client does in each scenario of the official suite's client side that needs no authorization.
import assert from 'node:assert/strict';
import { Client as ModernClient } from '@modelcontextprotocol/client';
import { Client as LegacyClient } from '@modelcontextprotocol/sdk/client/index.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';

const INFO = { name: 'sallyport-conformance-client', version: '1.0.0' };

const modern = (capabilities = {}) =>
  new ModernClient(INFO, {
    capabilities,
    versionNegotiation: { mode: 'auto' },
  });
const legacy = (capabilities = {}) => new LegacyClient(INFO, { capabilities });

const callEach = async (client, calls) => {
  const { tools } = await client.listTools();
  const known = new Set(tools.map(({ name }) => name));
  for (const call of calls)
    if (known.has(call.name)) await client.callTool(call);
};

const addNumbers = [{ name: 'add_numbers', arguments: { a: 5, b: 3 } }];

/** Arguments that fit a schema. */
const sampleOf = ({ properties = {} }) =>
  Object.fromEntries(
    Object.entries(properties).map(([name, { type }]) => [
      name,
      { integer: 1, number: 1.5, boolean: true, object: {}, array: [] }[type] ??
        'sample',
    ]),
  );

/** By revision and scenario: the client, and what it does once it is connected. */
export const SCENARIOS = {
  '2025-11-25': {
    initialize: { client: legacy, run: client => client.listTools() },
    tools_call: {
      client: legacy,
      run: client => callEach(client, addNumbers),
    },
    'elicitation-sep1034-client-defaults': {
      client: () => {
        const client = legacy({
          elicitation: { form: { applyDefaults: true } },
        });
        client.setRequestHandler(ElicitRequestSchema, () => ({
          action: 'accept',
          content: {},
        }));
        return client;
      },
      run: client =>
        callEach(client, [{ name: 'test_client_elicitation_defaults' }]),
    },
    'sse-retry': {
      client: legacy,
      run: client => callEach(client, [{ name: 'test_reconnection' }]),
    },
  },
  '2026-07-28': {
    tools_call: {
      client: modern,
      run: client => callEach(client, addNumbers),
    },
    'request-metadata': {
      client: () =>
        modern({ roots: {}, sampling: {}, elicitation: { form: {} } }),
      run: client => client.listTools(),
    },
    'sep-2322-client-request-state': {
      client: () => {
        const client = modern({ elicitation: { form: {} } });
        client.setRequestHandler('elicitation/create', async () => {
          // In the middle of another tool's rounds: nothing of them may show here.
          await client.callTool({ name: 'test_mrtr_unrelated', arguments: {} });
          return { action: 'accept', content: { confirmed: true } };
        });
        return client;
      },
      run: async client => {
        await callEach(
          client,
          ['test_mrtr_echo_state', 'test_mrtr_no_state'].map(name => ({
            name,
            arguments: {},
          })),
        );
        // The SDK refuses a result of this era that does not say what it is; that it asks no second time is what counts.
        await assert.rejects(
          client.callTool({ name: 'test_mrtr_no_result_type', arguments: {} }),
          { code: 'INVALID_RESULT' },
        );
      },
    },
    'http-standard-headers': {
      client: modern,
      run: async client => {
        const { tools } = await client.listTools();
        await client.callTool({
          name: tools[0].name,
          arguments: sampleOf(tools[0].inputSchema),
        });
        const { resources } = await client.listResources();
        await client.readResource({ uri: resources[0].uri });
        const { prompts } = await client.listPrompts();
        await client.getPrompt({ name: prompts[0].name });
      },
    },
    'http-custom-headers': {
      client: modern,
      run: (client, { toolCalls }) => callEach(client, toolCalls),
    },
    'http-invalid-tool-headers': {
      client: modern,
      // Every tool that the client offers: it must not offer those with annotations that break the rules.
      run: async client => {
        const { tools } = await client.listTools();
        for (const { name, inputSchema } of tools)
          await client.callTool({ name, arguments: sampleOf(inputSchema) });
      },
    },
    'json-schema-ref-no-deref': {
      client: modern,
      run: client => client.listTools(),
    },
  },
};
