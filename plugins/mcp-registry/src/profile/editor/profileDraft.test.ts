import {
  compareProfiles,
  type PermissionProfile,
  permissionProfileSchema,
  profileEgress,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import fc from 'fast-check';
import { draftProblems } from './draftProblems';
import { draftOf, profileOf, type ProfileDraft } from './profileDraft';

const host = fc.constantFrom('a.example', '.b.example', '10.0.0.7');
const port = fc.constantFrom(80, 443, 5432);
const mount = fc.constantFrom('/srv/a', '/srv/b:/b', 'volume://v:/v');
const variable = fc.constantFrom('TOKEN', 'KEY');
const optional = <T>(value: fc.Arbitrary<T>) =>
  fc.option(value, { nil: undefined });
const profileArb: fc.Arbitrary<PermissionProfile> = fc
  .record({
    name: optional(fc.constant('one')),
    read: optional(fc.array(mount, { maxLength: 2 })),
    write: optional(fc.array(mount, { maxLength: 2 })),
    network: optional(
      fc.record({
        mode: optional(fc.constantFrom('' as const, 'bridge', 'none')),
        outbound: optional(
          fc.record({
            insecure_allow_all: optional(fc.boolean()),
            allow_host: optional(fc.array(host, { maxLength: 3 })),
            allow_port: optional(fc.array(port, { maxLength: 3 })),
          }),
        ),
      }),
    ),
    sallyport: optional(
      fc.record({
        egress: optional(
          fc.array(
            fc.record({
              host,
              port,
              via: optional(fc.constantFrom('tunnel' as const, 'proxy')),
            }),
            { maxLength: 3 },
          ),
        ),
        limits: optional(
          fc.record({
            pids: fc.integer({ min: 4, max: 99 }),
            memoryBytes: optional(fc.integer({ min: 2 ** 25, max: 2 ** 31 })),
          }),
        ),
        env: optional(fc.dictionary(variable, fc.string({ minLength: 1 }))),
        secrets: optional(
          fc.dictionary(
            variable,
            fc.record({
              secret: fc.constantFrom('key', 'credential'),
              as: fc.constantFrom('env' as const, 'file'),
            }),
          ),
        ),
      }),
    ),
  })
  .map(profile => JSON.parse(JSON.stringify(profile)));

describe('draftOf and profileOf', () => {
  it('keep what a profile says, whoever opens it in the form', () => {
    fc.assert(
      fc.property(profileArb, profile => {
        fc.pre(profileEgress(profile).problems.length === 0);
        const draft = draftOf(profile);
        const back = profileOf(draft);
        expect(draftProblems(draft)).toEqual([]);
        expect(permissionProfileSchema.parse(back)).toEqual(back);
        expect(compareProfiles(profile, back)).toEqual({
          added: [],
          removed: [],
        });
        expect(back.sallyport?.env ?? {}).toEqual(profile.sallyport?.env ?? {});
        expect(back.sallyport?.limits ?? {}).toEqual(
          profile.sallyport?.limits ?? {},
        );
        expect(back.name).toBe(profile.name);
      }),
      { numRuns: 500 },
    );
  });

  it('open nothing of a profile that contradicts itself', () => {
    fc.assert(
      fc.property(profileArb, profile => {
        const back = profileEgress(profileOf(draftOf(profile)));
        const was = profileEgress(profile);
        expect(was.destinations).toEqual(
          expect.arrayContaining([...back.destinations]),
        );
        expect(back.everything && !was.everything).toBe(false);
      }),
      { numRuns: 500 },
    );
  });
});

describe('draftProblems', () => {
  const empty = draftOf({});
  const row = { id: 0 };

  it.each<[string, Partial<ProfileDraft>, object]>([
    ['a star', { hosts: '*.example' }, { kind: 'host', value: '*.example' }],
    [
      'no port',
      { hosts: 'a', ports: '443, http' },
      { kind: 'port', value: 'http' },
    ],
    [
      'half a destination',
      { egress: [{ ...row, host: 'a.example', port: '', via: 'auto' }] },
      { kind: 'port', value: '' },
    ],
    [
      'what a shell would read',
      {
        mounts: [
          {
            ...row,
            access: 'read',
            kind: 'path',
            source: '/a;b',
            inside: '/c',
          },
        ],
      },
      { kind: 'mount', value: '/a;b:/c' },
    ],
    [
      'no variable',
      { settings: [{ ...row, variable: '1 2', value: 'x' }] },
      { kind: 'variable', value: '1 2' },
    ],
    [
      'no secret',
      { secrets: [{ ...row, variable: 'KEY', secret: ' ', as: 'env' }] },
      { kind: 'secret', value: '' },
    ],
    [
      'one variable twice',
      {
        settings: [
          { id: 0, variable: 'A', value: 'x' },
          { id: 1, variable: 'A', value: 'y' },
        ],
      },
      { kind: 'twice', value: 'A' },
    ],
    ['a bound', { limits: { pids: 1 } }, { kind: 'limit', value: '1' }],
  ])('finds %s', (_, typed, problem) => {
    expect(draftProblems({ ...empty, ...typed })).toEqual([problem]);
  });

  it('passes over rows that nobody began', () => {
    expect(
      draftProblems({
        ...empty,
        egress: [{ ...row, host: '', port: ' ', via: 'auto' }],
        secrets: [{ ...row, variable: '', secret: '', as: 'file' }],
      }),
    ).toEqual([]);
  });
});
