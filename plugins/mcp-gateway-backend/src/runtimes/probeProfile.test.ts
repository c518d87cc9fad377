import { permissionProfileSchema } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { probeProfile } from './probeProfile';

describe('probeProfile', () => {
  const wanted = permissionProfileSchema.parse({
    read: ['/etc/secrets:/config'],
    write: ['/srv/data:/data', '/workspace'],
    network: { outbound: { insecure_allow_all: true } },
    sallyport: {
      egress: [{ host: 'db.internal', port: 5432 }],
      secrets: { TOKEN: { secret: 'real', as: 'env' } },
      env: { LEVEL: '1' },
      limits: { memoryBytes: 8 * 1024 ** 3, pids: 10 },
    },
  });
  const emptyFolder = (index: number) => `/tmp/empty/${index}`;

  it('takes away everything that the candidate wants to reach', () => {
    const profile = probeProfile({ wanted, emptyFolder });
    expect(permissionProfileSchema.parse(profile)).toEqual({
      read: [],
      write: [
        '/tmp/empty/0:/config',
        '/tmp/empty/1:/data',
        '/tmp/empty/2:/workspace',
      ],
      network: { mode: 'none' },
      sallyport: {
        limits: { memoryBytes: 1024 ** 3, pids: 10, cpu: 1 },
        env: { LEVEL: '1' },
      },
    });
  });

  it('opens the hosts that were named for it, by https, and no others', () => {
    const { network, sallyport } = probeProfile({
      ...{ wanted, emptyFolder },
      hosts: ['api.example.com'],
    });
    expect(network).toEqual({
      outbound: { allow_host: ['api.example.com'], allow_port: [443] },
    });
    expect(sallyport).not.toHaveProperty('egress');
  });
});
