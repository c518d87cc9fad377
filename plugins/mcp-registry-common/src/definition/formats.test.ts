import fc from 'fast-check';
import { profileEgress } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { arbitraryDefinition } from './__testUtils__/arbitraryDefinition';
import { readDefinitions } from './readDefinitions';
import type { ServerDefinition } from './serverDefinition';
import { writeDefinition } from './writeDefinition';

/** Writes a definition, and reads the file that comes of it. */
function roundTrip(
  definition: ServerDefinition,
  format: 'entity' | 'toolhive' | 'server-json',
) {
  const written = writeDefinition(definition, { format });
  if ('problem' in written) {
    const nothing = { found: [], problems: [], remarks: [], text: '' };
    return { ...nothing, problem: written.problem };
  }
  const { fileName, text, remarks } = written;
  const { found, problems } = readDefinitions([{ path: fileName, text }]);
  return { found, problems, remarks, text, problem: undefined };
}

describe('a definition as a file of the catalog, or as server.json', () => {
  it.each(['entity', 'server-json'] as const)(
    'comes back as it was: %s',
    format => {
      fc.assert(
        fc.property(arbitraryDefinition, definition => {
          const { found, problems } = roundTrip(definition, format);
          expect(problems).toEqual([]);
          expect(found.map(it => it.definition)).toEqual([definition]);
        }),
        { numRuns: 400 },
      );
    },
  );

  it('is a server.json by the published rules', () => {
    fc.assert(
      fc.property(arbitraryDefinition, definition => {
        const { text } = roundTrip(definition, 'server-json');
        const document = JSON.parse(text);
        expect(document).toMatchObject({
          $schema: expect.stringMatching(/2025-12-11\/server\.schema\.json$/),
          name: expect.stringMatching(/^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/),
          description: expect.stringMatching(/^[\s\S]{1,100}$/),
          version: expect.stringMatching(/^.{1,255}$/),
        });
        for (const it of document.packages ?? []) {
          expect(['npm', 'pypi', 'oci']).toContain(it.registryType);
          // Of an image the whole name is the identifier.
          expect('version' in it).toBe(it.registryType !== 'oci');
        }
      }),
    );
  });

  it('is refused where packages and _meta say two things', () => {
    const definition: ServerDefinition = {
      ...{ name: 'orders', description: 'Orders', owner: 'shop' },
      ...{ riskTier: 'low', dataClassification: 'public' },
      package: { registry: 'npm', identifier: 'orders', version: '1.0.0' },
    };
    const { text } = roundTrip(definition, 'server-json');
    const document = JSON.parse(text);
    document.packages[0].identifier = 'harmless';
    const { found, problems } = readDefinitions([
      { path: 'server.json', text: JSON.stringify(document) },
    ]);
    expect(found).toEqual([]);
    expect(problems).toEqual([
      {
        path: 'server.json',
        text: expect.stringContaining('packages: says something else'),
      },
    ]);
  });
});

describe('a definition as resources of ToolHive', () => {
  it('comes back with all that is not said to be lost', () => {
    fc.assert(
      fc.property(arbitraryDefinition, definition => {
        const { problem, found, problems, remarks } = roundTrip(
          definition,
          'toolhive',
        );
        // What is no image runs elsewhere.
        if (problem) return definition.package?.registry !== 'oci';
        expect(problems).toEqual([]);
        const [{ definition: back }] = found;
        const lost = new Set(remarks.map(({ code }) => code));
        expect(withoutLosses(back, lost)).toEqual(
          withoutLosses(definition, lost),
        );
        return true;
      }),
      { numRuns: 600 },
    );
  });

  it('opens no place and gives no secret that the definition does not', () => {
    fc.assert(
      fc.property(arbitraryDefinition, definition => {
        const { found } = roundTrip(definition, 'toolhive');
        const back = found[0]?.definition;
        const reachable = reachOf(definition);
        expect(reachOf(back).filter(it => !reachable.includes(it))).toEqual([]);
        const secrets = definition.permissionProfile?.sallyport?.secrets ?? {};
        const given = back?.permissionProfile?.sallyport?.secrets ?? {};
        for (const [variable, secret] of Object.entries(given)) {
          expect(secrets[variable]).toEqual(secret);
        }
      }),
      { numRuns: 600 },
    );
  });
});

function reachOf(definition: ServerDefinition | undefined): string[] {
  const { permissionProfile } = definition ?? {};
  if (!permissionProfile) return [];
  const { everything, destinations } = profileEgress(permissionProfile);
  return [
    ...(everything ? ['everything'] : []),
    ...destinations.map(({ host, port }) => `${host}:${port}`),
  ];
}

/** The parts that have to be the same, but for what was said to be lost. */
function withoutLosses(
  definition: ServerDefinition | undefined,
  lost: ReadonlySet<string>,
) {
  const { permissionProfile, run, credential, isolation, ...rest } =
    definition ?? ({} as ServerDefinition);
  const { command, path, env, ...start } = run ?? {};
  const ours = permissionProfile?.sallyport;
  const isHttp = start.transport === 'streamable-http';
  return {
    ...rest,
    start: start.args?.length || isHttp ? start : {},
    command: lost.has('export.command') ? undefined : command,
    path: lost.has('export.path') || path === '/mcp' ? undefined : path,
    // Settings of the profile and of the start become one, since ToolHive has one place for them.
    env: { ...ours?.env, ...env },
    credential:
      lost.has('export.credential') || credential?.type === 'none'
        ? undefined
        : credential,
    isolation:
      lost.has('export.isolation') || isolation === 'shared'
        ? undefined
        : isolation,
    read: permissionProfile?.read ?? [],
    secrets: Object.fromEntries(
      Object.entries(ours?.secrets ?? {}).filter(
        ([, { as }]) => as === 'env' || !lost.has('export.secret-file'),
      ),
    ),
    cpu: ours?.limits?.cpu,
    memory: ours?.limits?.memoryBytes,
    pids: lost.has('export.bounds') ? undefined : ours?.limits?.pids,
  };
}
