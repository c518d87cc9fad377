import { z } from 'zod';
import { aSnapshot } from '../__testUtils__/aSnapshot';
import { EXCEPTION_REASONS, VEX_JUSTIFICATIONS } from './reasons';
import { toOpenVex, type VexSource } from './toOpenVex';

const iri = z.string().regex(/^[a-z][a-z0-9+.-]*:\S+$/i);
const moment = z.iso.datetime();
const identifiers = z
  .strictObject({
    purl: z.string(),
    '@cpe22': z.string(),
    '@cpe23': z.string(),
  })
  .partial();
const part = z
  .strictObject({
    '@id': iri,
    identifiers,
    hashes: z.record(z.string(), z.string()),
  })
  .partial();

/** The fields of OpenVEX 0.2.0 as its specification lists them, what is required, and nothing else. */
const DOCUMENT = z.strictObject({
  '@context': z.literal('https://openvex.dev/ns/v0.2.0'),
  '@id': iri,
  author: z.string().min(1),
  role: z.string().optional(),
  timestamp: moment,
  last_updated: moment.optional(),
  version: z.number().int().min(1),
  tooling: z.string().optional(),
  statements: z
    .array(
      z
        .strictObject({
          '@id': iri.optional(),
          version: z.number().int().min(1).optional(),
          vulnerability: z.strictObject({
            '@id': iri.optional(),
            name: z.string().min(1),
            description: z.string().optional(),
            aliases: z.array(z.string()).optional(),
          }),
          timestamp: moment.optional(),
          last_updated: moment.optional(),
          products: z
            .array(
              part
                .extend({ subcomponents: z.array(part).optional() })
                .partial(),
            )
            .optional(),
          status: z.enum([
            'not_affected',
            'affected',
            'fixed',
            'under_investigation',
          ]),
          supplier: z.string().optional(),
          status_notes: z.string().optional(),
          justification: z
            .enum([
              'component_not_present',
              'vulnerable_code_not_present',
              'vulnerable_code_not_in_execute_path',
              'vulnerable_code_cannot_be_controlled_by_adversary',
              'inline_mitigations_already_exist',
            ])
            .optional(),
          impact_statement: z.string().optional(),
          action_statement: z.string().optional(),
          action_statement_timestamp: moment.optional(),
        })
        .refine(
          one =>
            one.status !== 'not_affected' ||
            (one.justification === undefined) !==
              (one.impact_statement === undefined),
          'exactly one of justification and impact_statement',
        )
        .refine(
          one => one.status !== 'affected' || Boolean(one.action_statement),
          'an action_statement',
        ),
    )
    .min(1),
});

const source: VexSource = {
  id: 'e1',
  digest: `sha256:${'a'.repeat(64)}`,
  checkId: 'reach',
  finding: { rule: 'network.anybody', level: 'error', message: 'Anybody.' },
  reason: 'mitigated',
  text: 'The firewall lets nothing out.',
  requestedBy: 'user:default/bob',
  decidedBy: 'user:default/carol',
  decidedAt: '2026-11-28T12:00:00.000Z',
  expiresAt: '2026-12-28T12:00:00.000Z',
};
const made = (
  over: Partial<VexSource>,
  snapshot: Parameters<typeof aSnapshot>[0] = {},
) => {
  const document = toOpenVex(
    [{ exception: { ...source, ...over }, snapshot: aSnapshot(snapshot) }],
    { id: 'e1', now: new Date('2026-11-28T13:00:00.000Z') },
  );
  // As it is sent.
  return DOCUMENT.parse(JSON.parse(JSON.stringify(document))).statements[0];
};

describe('toOpenVex', () => {
  it('keeps to the fields of the specification, for every reason and justification', () => {
    for (const reason of EXCEPTION_REASONS) {
      for (const justification of [undefined, ...VEX_JUSTIFICATIONS]) {
        const statement = made({ reason, justification });
        expect(statement.status_notes).toContain(
          'until 2026-12-28T12:00:00.000Z by user:default/carol',
        );
        expect(JSON.stringify(statement)).toContain(source.text);
      }
    }
  });

  it.each([
    ['false-positive', 'not_affected', undefined],
    ['not-reachable', 'not_affected', 'vulnerable_code_not_in_execute_path'],
    ['mitigated', 'not_affected', 'inline_mitigations_already_exist'],
    ['accepted-risk', 'affected', undefined],
    ['awaiting-fix', 'affected', undefined],
  ] as const)('says of %s that it is %s', (reason, status, justification) => {
    const statement = made({ reason });
    expect([statement.status, statement.justification]).toEqual([
      status,
      justification,
    ]);
  });

  it('names rules of ours by their check, and published vulnerabilities as others do', () => {
    expect(made({}).vulnerability.name).toBe('sallyport/reach/network.anybody');
    const finding = {
      rule: 'CVE-2026-1234',
      level: 'error' as const,
      message: 'm',
      location: 'pkg:npm/left-pad@1.0.0',
    };
    expect(made({ checkId: 'contents', finding })).toMatchObject({
      vulnerability: { name: 'CVE-2026-1234' },
      products: [{ subcomponents: [{ '@id': 'pkg:npm/left-pad@1.0.0' }] }],
    });
  });

  it.each([
    [
      { registry: 'npm', identifier: '@acme/mcp', version: '1.2.0' },
      'pkg:npm/%40acme/mcp@1.2.0',
    ],
    [
      { registry: 'pypi', identifier: 'Acme_mcp', version: '2' },
      'pkg:pypi/acme-mcp@2',
    ],
    [
      {
        registry: 'oci',
        identifier: 'ghcr.io/acme/mcp',
        version: '1',
        integrity: `sha256:${'b'.repeat(64)}`,
      },
      `pkg:oci/mcp@sha256%3A${'b'.repeat(64)}?repository_url=ghcr.io/acme/mcp`,
    ],
    [
      { registry: 'oci', identifier: 'ghcr.io/acme/mcp', version: 'latest' },
      `urn:sallyport:revision:${source.digest}`,
    ],
  ] as const)('names the product %j', (pkg, id) => {
    expect(made({}, { package: pkg }).products?.[0]['@id']).toBe(id);
  });
});
