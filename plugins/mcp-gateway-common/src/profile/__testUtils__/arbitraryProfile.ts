import fc from 'fast-check';
import type { PermissionProfile } from '../permissionProfile';

const host = fc.constantFrom(
  'a.example',
  'B.example',
  'c.example',
  '.a.example',
  '.d.example',
  '10.0.0.7',
  'fd00::7',
);
const port = fc.constantFrom(80, 443, 5432, 8443);
const mount = fc.constantFrom(
  '/srv/data',
  '/srv/data:/data',
  '/srv/a:/a',
  'volume://notes:/notes',
);
const variable = fc.constantFrom('TOKEN', 'KEY', 'LEVEL');
const optional = <T>(value: fc.Arbitrary<T>) =>
  fc.option(value, { nil: undefined });

/** Hosts and ports to ask about: all that {@link arbitraryProfile} names, and more. */
export const PLACES = [
  'a.example',
  'b.example',
  'c.example',
  'x.a.example',
  'd.example',
  'x.d.example',
  '10.0.0.7',
  'fd00::7',
  'elsewhere.example',
].flatMap(name => [22, 80, 443, 5432, 8443].map(at => [name, at] as const));

/** Profiles of every shape, contradictory ones too. */
export const arbitraryProfile: fc.Arbitrary<PermissionProfile> = fc
  .record({
    name: optional(fc.constantFrom('one', 'two')),
    read: optional(fc.array(mount, { maxLength: 3 })),
    write: optional(fc.array(mount, { maxLength: 3 })),
    network: optional(
      fc.record({
        mode: optional(fc.constantFrom('' as const, 'bridge', 'none')),
        outbound: optional(
          fc.record({
            insecure_allow_all: optional(fc.boolean()),
            allow_host: optional(fc.array(host, { maxLength: 4 })),
            allow_port: optional(fc.array(port, { maxLength: 3 })),
          }),
        ),
        inbound: optional(fc.constant({ allow_host: ['localhost'] })),
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
            { maxLength: 4 },
          ),
        ),
        limits: optional(fc.record({ pids: fc.integer({ min: 4, max: 99 }) })),
        env: optional(fc.dictionary(variable, fc.constant('x'))),
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
  // As JSON: what is undefined is absent.
  .map(profile => JSON.parse(JSON.stringify(profile)));
