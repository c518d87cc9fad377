import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import fc from 'fast-check';
import { arbitraryProfile } from './__testUtils__/arbitraryProfile';
import { permissionProfileSchema } from './permissionProfile';
import { permissionProfileJsonSchema } from './permissionProfileJsonSchema';

const FILE = join(__dirname, '../../schema/permission-profile.schema.json');

describe('permissionProfileJsonSchema', () => {
  const validate = new Ajv({ strict: false }).compile(
    permissionProfileJsonSchema(),
  );

  it('is what the package publishes (UPDATE_SCHEMA=1 writes it)', () => {
    const text = JSON.stringify(permissionProfileJsonSchema(), null, 2);
    if (process.env.UPDATE_SCHEMA) writeFileSync(FILE, `${text}\n`);
    // Prettier breaks its lines.
    expect(JSON.parse(readFileSync(FILE, 'utf8'))).toEqual(JSON.parse(text));
  });

  it('takes every profile', () => {
    fc.assert(
      fc.property(arbitraryProfile, profile => {
        expect([validate(profile), validate.errors]).toEqual([true, null]);
      }),
    );
  });

  it.each<[string, unknown]>([
    ['another key', { networks: {} }],
    ['a star', { network: { outbound: { allow_host: ['*.example.com'] } } }],
    ['no port', { network: { outbound: { allow_port: [0] } } }],
    ['what a shell would read', { read: ['/a;rm'] }],
    ['privileges', { privileged: true }],
    ['a value for a secret', { sallyport: { secrets: { KEY: 'value' } } }],
    ['no name of a variable', { sallyport: { env: { '1 2': 'x' } } }],
    ['too little memory', { sallyport: { limits: { memoryBytes: 1 } } }],
    [
      'a way that is none',
      {
        sallyport: { egress: [{ host: 'a', port: 1, via: 'udp' }] },
      },
    ],
  ])('refuses %s, as the profile itself does', (_, value) => {
    expect(validate(value)).toBe(false);
    expect(permissionProfileSchema.safeParse(value).success).toBe(false);
  });
});
