import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestDatabases } from '@backstage/backend-test-utils';
import { serverEntity } from '../../../__testUtils__/entities';
import { person } from '../../../__testUtils__/people';
import {
  startRegistry as startPortal,
  type TestRegistry as Portal,
} from '../../../__testUtils__/startRegistry';
import {
  aConfig,
  ATTESTATIONS_PATH,
  clock,
  HEX,
  INTEGRITY,
} from '../../trust/__testUtils__/fixtures';
import {
  startRegistry,
  type TestRegistry,
} from '../../trust/__testUtils__/startRegistry';
import {
  ISSUER,
  KeySet,
  REPOSITORY,
} from '../../trust/sigstore/__testUtils__/KeySet';
import { anAdvisory } from '../__testUtils__/advisories';
import { AttestedSboms } from './AttestedSboms';

const TYPE = 'https://cyclonedx.org/bom';
const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
const bob = person('bob');
const carol = person('carol');

describe('AttestedSboms', () => {
  const keySet = new KeySet();
  let folder: string;
  let registry: TestRegistry;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'attested-'));
    // Hidden, since advisories are read from beside it.
    await writeFile(
      join(folder, '.root.json'),
      JSON.stringify(keySet.trustRoot().json),
    );
    await writeFile(
      join(folder, 'advisories.json'),
      JSON.stringify([anAdvisory()]),
    );
    registry = await startRegistry();
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
    await registry.close();
  });
  beforeEach(() => registry.clear());

  const statement = (components: object[], predicateType = TYPE) => ({
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: 'orders', digest: { sha512: HEX } }],
    predicateType,
    predicate: {
      ...{ bomFormat: 'CycloneDX', specVersion: '1.6', components },
    },
  });
  const quote = {
    ...{ name: 'quote-shell', version: '1.4.0' },
    ...{ purl: 'pkg:npm/quote-shell@1.4.0' },
  };
  const publish = (...bundles: unknown[]) =>
    registry.json(ATTESTATIONS_PATH, {
      attestations: bundles.map(bundle => ({ predicateType: TYPE, bundle })),
    });
  const look = async (signers: object[]) => {
    const config = aConfig(registry, {
      roots: [{ name: 'company', file: join(folder, '.root.json') }],
      signers: signers as never,
    });
    const portal: Portal = await startPortal({
      knex: await databases.init('SQLITE_3'),
      entities: [
        serverEntity({
          mcp: {
            upstream: undefined,
            package: {
              ...{ registry: 'npm', identifier: '@acme/orders' },
              version: '1.2.0',
            },
          },
        }),
      ],
      contents: {
        osv: [{ name: 'ours', directory: folder }],
        maxDataAgeHours: 8000,
      },
      published: knex => AttestedSboms.create({ knex, clock, config }),
    });
    portal.state.runtime = {
      runtime: { ready: true },
      installed: { integrity: `${INTEGRITY}?tree=abc&at=1` },
    };
    portal.state.now = clock.now();
    await portal.contents.read();
    await portal.sync.run();
    const { digest } = await portal.submissions.submit(bob, {
      serverRef: 'api:default/everything',
    });
    const { items } = await portal.checks.list(carol, digest);
    return {
      verdict: items.find(({ id }) => id === 'contents'),
      lists: await portal.contents.sboms.list(carol, digest),
    };
  };
  const signer = {
    ...{ packages: ['npm:@acme/*'], root: 'company', issuer: ISSUER },
    sourceRepository: REPOSITORY,
  };

  it('takes the list that the expected signer signed, and looks at it', async () => {
    publish(keySet.sign({ statement: statement([quote]) }));
    const { verdict, lists } = await look([signer]);
    expect(lists).toMatchObject([{ origin: 'published', components: 1 }]);
    expect(verdict).toMatchObject({
      outcome: 'fail',
      findings: [
        { rule: 'GHSA-aaaa-bbbb-cccc' },
        { rule: 'licence-unknown', level: 'warning' },
      ],
    });
  });

  it.each<[string, () => unknown, object[]]>([
    [
      'of somebody else',
      () =>
        keySet.sign({
          statement: statement([]),
          repository: 'https://github.com/evil/orders',
        }),
      [signer],
    ],
    [
      'that nobody is expected to sign',
      () => keySet.sign({ statement: statement([]) }),
      [],
    ],
    [
      'of another key set',
      () => new KeySet().sign({ statement: statement([]) }),
      [signer],
    ],
    [
      'that is none',
      () => keySet.sign({ statement: statement([], 'https://slsa.dev/x') }),
      [signer],
    ],
    ['that cannot be read', () => ({ dsseEnvelope: 7 }), [signer]],
  ])('takes none %s', async (_, bundle, signers) => {
    publish(bundle());
    const { verdict, lists } = await look(signers);
    expect(lists).toEqual([]);
    expect(verdict?.outcome).toBe('error');
  });
});
