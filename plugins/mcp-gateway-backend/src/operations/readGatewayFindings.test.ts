import { ConfigReader } from '@backstage/config';
import { readGatewayFindings } from './readGatewayFindings';

const SECRET = 'kV2c9Zq1m0aYp7Rt4wXs8uBn3eLd6fGh';
const safe = (): any => ({
  permission: { enabled: true },
  mcpGateway: {
    listen: { publicUrl: 'https://mcp.example.com' },
    encryption: { keys: [{ id: 'first', secret: SECRET }] },
    authorizationServer: {},
  },
});

function find(change: (config: any) => void, state?: 'lost') {
  const config = safe();
  change(config);
  return readGatewayFindings({
    config: new ConfigReader(config),
    feed: { state: state ?? 'current' },
  });
}

describe('readGatewayFindings (P1)', () => {
  it('finds nothing wrong with a safe set-up', () => {
    expect(find(() => {})).toEqual([
      'gateway-permissions.on',
      'gateway-https.on',
      'gateway-keys.own',
      'gateway-request-limit.each',
      'gateway-clients.known',
      'gateway-feed.current',
    ]);
  });

  it.each([
    [
      'gateway-permissions.off',
      (c: any) => {
        delete c.permission;
      },
    ],
    [
      'gateway-https.plain',
      (c: any) => {
        c.mcpGateway.listen.publicUrl = 'http://mcp.example.com';
      },
    ],
    [
      'gateway-https.local',
      (c: any) => {
        c.mcpGateway.listen.publicUrl = 'http://localhost:7008';
      },
    ],
    [
      'gateway-keys.example',
      (c: any) => {
        c.mcpGateway.encryption.keys[0].id = 'example';
      },
    ],
    [
      'gateway-keys.example',
      (c: any) => {
        c.mcpGateway.encryption.keys.push({
          id: 'old',
          secret: 'example-encryption-secret-of-the-demo',
        });
      },
    ],
    [
      'gateway-keys.example-local',
      (c: any) => {
        c.mcpGateway.listen.publicUrl = 'http://localhost:7008';
        c.mcpGateway.encryption.keys[0].id = 'example';
      },
    ],
    [
      'gateway-keys.elsewhere',
      (c: any) => {
        delete c.mcpGateway.encryption;
      },
    ],
    [
      'gateway-request-limit.together',
      (c: any) => {
        c.mcpGateway.listen.tlsTerminatedUpstream = true;
      },
    ],
    [
      'gateway-clients.strangers',
      (c: any) => {
        c.mcpGateway.authorizationServer.dynamicRegistration = {
          enabled: true,
        };
      },
    ],
  ])('finds %s', (finding, change) => {
    expect(find(change)).toContain(finding);
  });

  it('finds a gateway that does not hear the registry', () => {
    expect(find(() => {}, 'lost')).toContain('gateway-feed.behind');
  });
});
