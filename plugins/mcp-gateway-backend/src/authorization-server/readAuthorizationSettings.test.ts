import { mockServices } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import { writeClients } from './__testUtils__/startAuthorization';
import { readAuthorizationSettings } from './readAuthorizationSettings';

const PUBLIC = { publicUrl: 'https://mcp.example' };
const BOTH = { ...PUBLIC, portalUrl: 'https://portal.example/' };

const read = (authorizationServer: JsonObject, gateway: typeof PUBLIC = BOTH) =>
  readAuthorizationSettings(
    mockServices.rootConfig({
      data: { mcpGateway: { authorizationServer } },
    }),
    gateway,
  );

describe('readAuthorizationSettings', () => {
  it('is on with safe values where there is a portal', () => {
    expect(read({})).toEqual({
      issuer: 'https://mcp.example',
      portalUrl: 'https://portal.example',
      accessTokenSeconds: 3600,
      refreshTokenSeconds: 14 * 86_400,
      consentSeconds: 30 * 86_400,
      clients: [],
      documentHosts: [],
      dynamicRegistration: false,
      requestsPerMinute: 600,
    });
  });

  it('is off without one, or when told so, and says what is missing', () => {
    expect(read({}, PUBLIC)).toBeUndefined();
    expect(read({ enabled: false })).toBeUndefined();
    expect(() => read({ enabled: true }, PUBLIC)).toThrow('app.baseUrl');
  });

  it('takes no token of more than an hour', () => {
    expect(read({ accessTokenMinutes: 5 })?.accessTokenSeconds).toBe(300);
    expect(() => read({ accessTokenMinutes: 61 })).toThrow('between 1 and 60');
    expect(() => read({ consentDays: 0 })).toThrow('consentDays');
  });

  it('reads the example’s clients', () => {
    const clients = read({
      clients: [`${__dirname}/../../../../examples/clients`],
    })!.clients;
    expect(clients.map(client => client.client_name).sort()).toEqual([
      'A program on your machine',
      'Claude Code',
      'Cursor',
      'MCP Inspector',
      'Visual Studio Code',
    ]);
  });

  it('names the file and what is wrong with a client', () => {
    const client = {
      client_id: 'x',
      client_name: 'X',
      redirect_uris: ['https://client.example/callback'],
    };
    const cases: [object[], string][] = [
      [[client, client], 'registered twice'],
      [[{ ...client, redirect_uris: ['http://evil.example/'] }], 'plain http'],
      [[{ ...client, redirect_uris: [] }], 'redirect_uris'],
      [[{ ...client, client_name: undefined }], 'client_name'],
      [
        [{ ...client, token_endpoint_auth_method: 'client_secret_post' }],
        'token_endpoint_auth_method',
      ],
      [[{ ...client, token_endpoint_auth_method: 'private_key_jwt' }], 'keys'],
      [[{ ...client, logo_uri: 'http://client.example/x.png' }], 'logo_uri'],
    ];
    for (const [documents, message] of cases) {
      expect(() => read({ clients: [writeClients(...documents)] })).toThrow(
        message,
      );
    }
    expect(() => read({ clients: ['/no/such/file.json'] })).toThrow(
      '/no/such/file.json',
    );
  });
});
