import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import scaffolderPlugin from '@backstage/plugin-scaffolder-backend';
import githubModule from '@backstage/plugin-scaffolder-backend-module-github';
import { createPublishGitlabMergeRequestAction } from '@backstage/plugin-scaffolder-backend-module-gitlab';
import { readDefinitions } from '@sallyport/backstage-plugin-mcp-registry-common';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import request from 'supertest';
import { parse } from 'yaml';
import { scaffolderModuleMcpRegistry } from '../module';

const FOLDER = join(
  __dirname,
  '../../../../examples/templates/register-by-pull-request',
);
const read = (name: string) => parse(readFileSync(join(FOLDER, name), 'utf8'));
const VALUES = {
  ...{ name: 'tickets', title: 'Tickets', description: 'Finds tickets' },
  ...{ owner: 'group:default/data-platform' },
  ...{ riskTier: 'low', dataClassification: 'internal', kind: 'address' },
  upstreamUrl: 'https://tickets.example.com/mcp',
};

jest.setTimeout(60_000);

describe('the template “Register an MCP server by pull request”', () => {
  let backend: Awaited<ReturnType<typeof startTestBackend>>;

  beforeAll(async () => {
    backend = await startTestBackend({
      features: [
        scaffolderPlugin,
        githubModule,
        scaffolderModuleMcpRegistry,
        catalogServiceMock.factory({ entities: [] }),
        mockServices.rootConfig.factory({
          // A dry run asks for a token, and uses it for nothing.
          data: {
            integrations: {
              github: [{ host: 'github.com', token: 'unused' }],
            },
          },
        }),
      ],
    });
  });

  afterAll(async () => await backend.stop());

  const dryRun = async (values: object) =>
    await request(backend.server)
      .post('/api/scaffolder/v2/dry-run')
      .set('Authorization', mockCredentials.user.header())
      .send({ template: read('template.yaml'), values, directoryContents: [] });

  it('writes a definition that is imported, and opens a pull request with it by the company’s own action', async () => {
    const { status, body } = await dryRun(VALUES);
    expect({ status, error: body.error }).toEqual({ status: 200 });
    const files = body.directoryContents.map(
      (file: { path: string; base64Content: string }) => ({
        path: file.path,
        text: Buffer.from(file.base64Content, 'base64').toString(),
      }),
    );
    expect(files.map(({ path }: { path: string }) => path)).toEqual([
      'servers/tickets.yaml',
    ]);
    const { found, problems } = readDefinitions(files);
    expect(problems).toEqual([]);
    expect(found).toMatchObject([{ serverRef: 'api:default/tickets' }]);
    expect(body.output).toMatchObject({
      serverRef: 'api:default/tickets',
      links: [{ title: 'Open the pull request', url: expect.any(String) }],
    });
    expect(JSON.stringify(body.log)).toContain('Open a pull request');
  });

  it('writes packages with what they may reach', async () => {
    const { upstreamUrl, ...described } = VALUES;
    const { status, body } = await dryRun({
      ...described,
      kind: 'package',
      package: {
        registry: 'npm',
        identifier: '@acme/tickets',
        version: '1.2.3',
      },
      isolation: 'per-user',
      permissionProfile: {},
    });
    expect({ status, error: body.error }).toEqual({ status: 200 });
    const [file] = body.directoryContents;
    const text = Buffer.from(file.base64Content, 'base64').toString();
    const { problems } = readDefinitions([{ path: file.path, text }]);
    expect(problems).toEqual([]);
    expect(parse(text).spec.mcp).toMatchObject({
      package: { identifier: '@acme/tickets' },
      isolation: 'per-user',
    });
  });

  it('opens nothing where the definition is none', async () => {
    const { status, body } = await dryRun({
      ...VALUES,
      upstreamUrl: 'https://user:secret@tickets.example.com/mcp',
    });
    expect(status).toBe(400);
    expect(body.error.message).toContain('user name or password');
  });

  it('asks the same as the template that registers at once', () => {
    const template = read('template.yaml');
    const other = read('../register-mcp-server/template.yaml');
    expect(template.spec.parameters).toEqual(other.spec.parameters);
    expect(template.spec.steps[0].input.definition).toEqual(
      other.spec.steps[0].input,
    );
  });

  it('has a step for GitLab that fits its action', () => {
    const step = read('gitlab-step.yaml');
    const action = createPublishGitlabMergeRequestAction({
      integrations: ScmIntegrations.fromConfig(new ConfigReader({})),
    });
    expect(step.action).toBe(action.id);
    const { properties, required } = Object(action.schema?.input);
    const given = Object.keys(step.input);
    expect(Object.keys(properties)).toEqual(expect.arrayContaining(given));
    expect(given).toEqual(expect.arrayContaining(required));
    const output = Object(action.schema?.output).properties;
    expect(output).toHaveProperty('mergeRequestUrl');
    const [, other] = read('template.yaml').spec.steps;
    expect(step.id).toBe(other.id);
  });
});
