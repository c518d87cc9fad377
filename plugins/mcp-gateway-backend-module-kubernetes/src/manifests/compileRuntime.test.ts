import * as fc from 'fast-check';
import { exampleSettings } from '../__testUtils__/exampleSettings';
import { exampleSpec } from '../__testUtils__/exampleSpec';
import { manifestProblems, wire } from '../__testUtils__/manifestProblems';
import { compileRuntime } from './compileRuntime';
import { secretObject } from './runtimeSecrets';

const proxy = { host: '10.96.0.20', port: 3128 };
const compile = (
  change: Parameters<typeof exampleSpec>[0] = {},
  settings = exampleSettings(),
) =>
  compileRuntime({
    ...{ settings, proxy, zone: settings.zones[0] },
    spec: exampleSpec(change),
  });

/** A profile with something of everything. */
const FULL = {
  args: ['--root', '/notes', '$(HOME) costs 5$'],
  command: 'notes',
  env: { LOG_LEVEL: 'info' },
  dataKey: 'api:default/notes user:default/alice',
  profile: {
    read: ['volume://handbook:/handbook'],
    write: ['volume://notes:/notes'],
    network: {
      outbound: { allow_host: ['api.example.com'], allow_port: [443] },
    },
    sallyport: {
      egress: [
        { host: 'db.example.com', port: 5432 },
        { host: '.example.org', port: 443 },
      ],
      env: { TZ: 'UTC' },
      limits: { memoryBytes: 256 * 1024 * 1024, cpu: 0.5 },
      secrets: {
        API_KEY: { secret: 'notes-key', as: 'env' as const },
        KEY_FILE: { secret: 'notes-file', as: 'file' as const },
        SHARED: { secret: 'kept', as: 'env' as const },
        SHARED_FILE: { secret: 'kept', as: 'file' as const },
      },
    },
  },
  secrets: { API_KEY: 'sesame', KEY_FILE: 'open\nup' },
};
const fullSettings = () =>
  exampleSettings({
    zones: { gold: { namespace: 'mcp-gold', runtimeClass: 'gvisor' } },
    userNamespaces: true,
    pullSecrets: ['registry-key'],
    secrets: {
      kept: { name: 'from-vault', key: 'v', servers: ['api:default/notes'] },
    },
    volumes: { claims: { handbook: 'company-handbook' } },
  });

describe('compileRuntime', () => {
  it('is the least where a profile says nothing', () => {
    const { pod, claims, secretData, needsPass } = compile();
    expect(wire(pod)).toMatchSnapshot();
    expect({ claims, secretData, needsPass }).toEqual({
      claims: [],
      secretData: {},
      needsPass: false,
    });
  });

  it('has everything of a profile that says much', () => {
    const { pod, claims } = compile(FULL, fullSettings());
    expect(wire(pod)).toMatchSnapshot();
    expect(claims.map(wire)).toMatchSnapshot();
  });

  it('is what the API takes', () => {
    for (const { pod, claims, secretData } of [
      compile(),
      compile(FULL, fullSettings()),
    ]) {
      const secret = secretObject({
        name: 'a',
        namespace: 'b',
        labels: {},
        owner: { apiVersion: 'v1', kind: 'Pod', name: 'a', uid: 'c' },
        data: secretData,
      });
      expect([pod, ...claims, secret].flatMap(manifestProblems)).toEqual([]);
    }
  });

  it('would see what the API does not take', () => {
    const { pod } = compile();
    expect(
      manifestProblems({
        ...pod,
        spec: { ...pod.spec, hostUser: false },
      } as never),
    ).toEqual(['Pod.spec.hostUser is unknown']);
    expect(
      manifestProblems({ ...pod, spec: { volumes: [] } } as never),
    ).toEqual([expect.stringContaining('containers')]);
  });

  it('C6: has no secret in its pod', () => {
    const { pod, secretData } = compile(FULL, fullSettings());
    expect(JSON.stringify(pod)).not.toMatch(/sesame|open/);
    expect(secretData).toEqual({
      'secret.API_KEY': 'sesame',
      'secret.KEY_FILE': 'open\nup',
    });
  });

  it('S2: gives the pass to the side-car alone', () => {
    const { pod } = compile(FULL, fullSettings());
    const [server] = pod.spec!.containers;
    const [bridge] = pod.spec!.initContainers!;
    expect(server.volumeMounts!.map(({ name }) => name)).not.toContain('pass');
    expect(bridge.volumeMounts!.map(({ name }) => name)).toEqual(['pass']);
    expect(pod.spec!.shareProcessNamespace).toBe(false);
  });

  it('does not take a secret that is kept for others', () => {
    const settings = exampleSettings({
      secrets: {
        kept: { name: 'from-vault', key: 'v', servers: ['api:default/other'] },
      },
    });
    const profile = {
      sallyport: { secrets: { A: { secret: 'kept', as: 'env' as const } } },
    };
    expect(() => compile({ profile }, settings)).toThrow('no value');
  });

  it.each([
    ['a folder of a machine', { read: ['/etc:/host'] }, 'folder of a machine'],
    ['a place that is taken', { write: ['volume://a:/tmp/x'] }, 'is taken'],
  ])('refuses %s', (_, profile, words) => {
    expect(() => compile({ profile })).toThrow(words);
  });

  it('is confined and valid whatever a profile and a definition say', () => {
    const host = fc.stringMatching(/^[a-z]{1,8}(\.[a-z]{1,8}){1,2}$/);
    const port = fc.integer({ min: 1, max: 65535 });
    const word = fc.string({ maxLength: 20 }).filter(it => !it.includes('\0'));
    const variable = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,10}$/);
    fc.assert(
      fc.property(
        fc.record({
          runtimeId: fc.string({ minLength: 1 }),
          owner: fc.string(),
          serverRef: fc.string(),
          args: fc.array(word),
          env: fc.dictionary(variable, word),
          egress: fc.array(fc.record({ host, port }), { maxLength: 5 }),
          values: fc.dictionary(variable, word, { maxKeys: 4 }),
        }),
        ({ egress, values, ...rest }) => {
          const secrets = Object.fromEntries(
            Object.keys(values).map((name, index) => [
              name,
              {
                secret: 'a',
                as: index % 2 ? ('env' as const) : ('file' as const),
              },
            ]),
          );
          const { pod } = compile({
            ...rest,
            secrets: values,
            profile: { sallyport: { egress, secrets } },
          });
          expect(manifestProblems(pod)).toEqual([]);
          const { spec, metadata } = pod;
          expect(metadata!.name).toMatch(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])$/);
          expect(spec!.automountServiceAccountToken).toBe(false);
          for (const { securityContext, resources } of [
            ...spec!.containers,
            ...(spec!.initContainers ?? []),
          ]) {
            expect(securityContext).toMatchObject({
              allowPrivilegeEscalation: false,
              readOnlyRootFilesystem: true,
              runAsNonRoot: true,
              capabilities: { drop: ['ALL'] },
            });
            expect(resources!.limits).toHaveProperty('memory');
          }
        },
      ),
      { numRuns: 100 },
    );
  });
});
