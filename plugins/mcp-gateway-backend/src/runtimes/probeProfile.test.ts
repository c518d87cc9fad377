import { permissionProfileSchema } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { probeProfile } from './probeProfile';

describe('probeProfile', () => {
  const wanted = permissionProfileSchema.parse({
    read: ['/etc/secrets:/config'],
    write: ['volume://notes:/data', '/workspace'],
    network: { outbound: { insecure_allow_all: true } },
    sallyport: {
      egress: [{ host: 'db.internal', port: 5432 }],
      secrets: { TOKEN: { secret: 'real', as: 'env' } },
      env: { LEVEL: '1' },
      limits: { memoryBytes: 8 * 1024 ** 3, pids: 10 },
    },
  });

  it('takes away everything that the candidate wants to reach', () => {
    const profile = probeProfile({ wanted });
    expect(permissionProfileSchema.parse(profile)).toEqual({
      read: [],
      write: [
        'volume://probe-0:/config',
        'volume://probe-1:/data',
        'volume://probe-2:/workspace',
      ],
      network: { mode: 'none' },
      sallyport: {
        limits: {
          ...{ memoryBytes: 1024 ** 3, pids: 10, cpu: 1 },
          diskBytes: 64 * 1024 ** 2,
        },
        env: { LEVEL: '1' },
      },
    });
  });

  it('opens the hosts that were named for it, by https, and no others', () => {
    const { network, sallyport } = probeProfile({
      wanted,
      hosts: ['api.example.com'],
    });
    expect(network).toEqual({
      outbound: { allow_host: ['api.example.com'], allow_port: [443] },
    });
    expect(sallyport).not.toHaveProperty('egress');
  });
});
