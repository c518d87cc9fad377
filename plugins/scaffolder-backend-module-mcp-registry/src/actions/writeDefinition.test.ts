import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { readDefinitions } from '@sallyport/backstage-plugin-mcp-registry-common';
import { parse } from 'yaml';
import { createWriteDefinitionAction } from './createWriteDefinitionAction';
import { writeDefinitionExamples } from './writeDefinitionExamples';

const action = createWriteDefinitionAction();
const [{ example }] = writeDefinitionExamples;
const { input } = parse(example).steps[0];

describe('mcp-registry:definition:write', () => {
  let workspacePath: string;

  beforeEach(() => {
    workspacePath = mkdtempSync(join(tmpdir(), 'sp-write-'));
  });

  afterEach(() => rmSync(workspacePath, { recursive: true, force: true }));

  const run = async (over: object = {}) => {
    const output: Record<string, unknown> = {};
    await action.handler({
      ...createMockActionContext({ input: { ...input, ...over } }),
      workspacePath,
      output: (name: string, value: unknown) => {
        output[name] = value;
      },
    } as Parameters<typeof action.handler>[0]);
    return output;
  };

  it('writes what the import reads', async () => {
    const { path, serverRef } = await run();
    expect([path, serverRef]).toEqual([
      'servers/customer-tickets.yaml',
      'api:default/customer-tickets',
    ]);
    const text = readFileSync(join(workspacePath, String(path)), 'utf8');
    const { found, problems } = readDefinitions([{ path: 'x.yaml', text }]);
    expect(problems).toEqual([]);
    expect(found[0].definition).toMatchObject({
      upstream: { url: 'https://tickets.example.com/mcp' },
    });
  });

  it.each([
    ['a folder outside of the workspace', { folder: '../..' }, /outside/],
    [
      'a definition that is none',
      { definition: { ...input.definition, riskTier: 'none' } },
      /riskTier/,
    ],
    [
      'a name that is a path',
      { definition: { ...input.definition, name: '../x' } },
      /name/,
    ],
  ])('refuses %s', async (_, over, words) => {
    await expect(run(over)).rejects.toThrow(words);
  });
});
