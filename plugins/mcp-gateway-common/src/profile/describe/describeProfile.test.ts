import fc from 'fast-check';
import { arbitraryProfile, PLACES } from '../__testUtils__/arbitraryProfile';
import { reaches } from '../__testUtils__/reaches';
import type { PermissionProfile } from '../permissionProfile';
import { compareProfiles } from './compareProfiles';
import { describeProfile } from './describeProfile';

const words = (profile: PermissionProfile) =>
  describeProfile(profile).map(({ text }) => text);

describe('describeProfile', () => {
  it('says of nothing that it is nothing', () => {
    expect(words({})).toEqual([
      'It can connect to nothing.',
      'It can read its own package and the programs of the system.',
      'It can write temporary files, which are gone when it ends.',
      'It gets no secrets.',
      'It can use what the gateway lets every server use, where nothing is said of it here.',
    ]);
  });

  it('says all that a profile gives', () => {
    expect(
      words({
        read: ['/srv/a', '/srv/b:/b'],
        write: ['volume://notes:/notes', '/srv/c:/c'],
        network: {
          outbound: {
            allow_host: ['api.example.com', '.example.org'],
            allow_port: [8443, 443],
          },
        },
        sallyport: {
          egress: [
            { host: 'db.example.com', port: 5432, via: 'tunnel' },
            { host: 'old.example.com', port: 80, via: 'proxy' },
          ],
          limits: { memoryBytes: 256 * 1024 ** 2, pids: 16, cpu: 0.5 },
          env: { LEVEL: 'info' },
          secrets: {
            KEY: { secret: 'notes-key', as: 'file' },
            TOKEN: { secret: 'credential', as: 'env' },
          },
        },
      }),
    ).toEqual([
      'It can connect to api.example.com, port 443, 8443, by any protocol.',
      'It can connect to every host below example.org, port 443, 8443, through an HTTP proxy.',
      'It can connect to db.example.com, port 5432, by any protocol.',
      'It can connect to old.example.com, port 80, through an HTTP proxy.',
      'It can read its own package and the programs of the system.',
      'It can read /srv/a of the machine.',
      'It can read /srv/b of the machine, as /b.',
      'It can keep files in the volume notes, as /notes.',
      'It can read, change and delete /srv/c of the machine, as /c.',
      'It can write temporary files, which are gone when it ends.',
      'It gets the secret notes-key, in a file that KEY names.',
      'It gets the credential for the system behind it, in the variable TOKEN.',
      'It gets the setting LEVEL.',
      'It can use 256 MiB of memory.',
      'It can run 16 processes and threads at a time.',
      'It can keep 0.5 processor cores busy.',
      'It can use what the gateway lets every server use, where nothing is said of it here.',
    ]);
  });

  it('names whatever can be reached', () => {
    fc.assert(
      fc.property(arbitraryProfile, profile => {
        const said = describeProfile(profile).filter(
          ({ kind }) => kind === 'reach',
        );
        expect(said.length).toBeGreaterThan(0);
        for (const [host, port] of PLACES) {
          if (!reaches(profile, host, port)) continue;
          expect(
            said.some(
              ({ code, values }) =>
                code === 'reach.everything' ||
                (values.ports?.split(', ').includes(String(port)) &&
                  (code === 'reach.below'
                    ? host.endsWith(`.${values.host}`)
                    : host === values.host)),
            ),
          ).toBe(true);
        }
      }),
    );
  });

  it('fills in every text', () => {
    fc.assert(
      fc.property(arbitraryProfile, profile => {
        expect(words(profile).join(' ')).not.toContain('{{');
      }),
    );
  });
});

describe('compareProfiles', () => {
  it('says what is new and what is gone', () => {
    const { added, removed } = compareProfiles(
      { read: ['/srv/a'], network: { mode: 'none' } },
      {
        read: ['/srv//a/'],
        network: { outbound: { allow_host: ['files.example.com'] } },
      },
    );
    expect(added.map(({ text }) => text)).toEqual([
      'It can connect to files.example.com, port 443, by any protocol.',
    ]);
    expect(removed.map(({ text }) => text)).toEqual([
      'It can connect to nothing.',
    ]);
  });

  it('finds no difference between a profile and itself', () => {
    fc.assert(
      fc.property(arbitraryProfile, profile => {
        expect(compareProfiles(profile, structuredClone(profile))).toEqual({
          added: [],
          removed: [],
        });
      }),
    );
  });
});
