import { aVex } from '../__testUtils__/advisories';
import { vexKind } from './vexKind';

const read = (document: unknown) =>
  vexKind.read({ name: 'a.json', text: JSON.stringify(document) });

describe('vexKind', () => {
  it('keeps a statement under every name of the vulnerability', () => {
    const { rows, problems } = read(
      aVex({
        vulnerability: {
          '@id': 'https://nvd.nist.gov/vuln/detail/CVE-2026-10001',
          name: 'cve-2026-10001',
          aliases: ['GHSA-aaaa-bbbb-cccc'],
        },
      }),
    );
    expect(problems).toEqual([]);
    expect(rows.map(({ vulnerability }) => vulnerability)).toEqual([
      'CVE-2026-10001',
      'GHSA-AAAA-BBBB-CCCC',
    ]);
    expect(JSON.parse(rows[0].statement)).toEqual({
      document: 'https://security.example/vex/1',
      author: 'Security of Example',
      at: '2026-11-20T00:00:00.000Z',
      status: 'not_affected',
      justification: 'vulnerable_code_not_in_execute_path',
      products: [{ purl: 'pkg:npm/quote-shell' }],
    });
  });

  it('is about nothing where its parts or products cannot be told', () => {
    const products = [
      { '@id': 'our product' },
      { '@id': 'pkg:npm/a', subcomponents: [{ '@id': 'that part' }] },
    ];
    expect(read(aVex({ products })).rows).toEqual([]);
  });

  it.each([
    ['a status that is none', aVex({ status: 'harmless' }), 'status'],
    [
      'no reason for not_affected',
      aVex({ justification: undefined }),
      'needs a justification',
    ],
    [
      'an empty reason',
      aVex({ justification: undefined, impact_statement: ' ' }),
      'needs a justification',
    ],
    [
      'a justification that is none',
      aVex({ justification: 'trust me' }),
      'justification',
    ],
    [
      'another form',
      aVex({}, { '@context': 'https://example.com' }),
      '@context',
    ],
    ['no statements', aVex({}, { statements: [] }), 'statements'],
    ['no author', aVex({}, { author: undefined }), 'author'],
  ])('refuses %s', (_, document, why) => {
    const { rows, problems } = read(document);
    expect(rows).toEqual([]);
    expect(problems.join()).toContain(why);
  });
});
