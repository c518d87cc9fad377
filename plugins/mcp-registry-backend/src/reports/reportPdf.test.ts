import { buffer } from 'node:stream/consumers';
import type { RegistrySchemas } from '@sallyport/backstage-plugin-mcp-registry-common';
import { inStandardFont } from './inStandardFont';
import { reportPdf } from './reportPdf';

type Report = RegistrySchemas['ComplianceReport'];

function report(rows: string[][], total = rows.length): Report {
  return {
    from: '2026-01-01T00:00:00.000Z',
    to: '2026-04-01T00:00:00.000Z',
    writtenAt: '2026-04-02T09:00:00.000Z',
    writtenFor: 'user:default/carol',
    isOfAll: true,
    sections: [
      {
        id: 'access',
        columns: ['server', 'owner', 'risk', 'holder', 'grantedBy'],
        ...{ rows, total },
      },
      { id: 'stops', columns: ['kind'], rows: [], total: 0 },
    ],
  };
}

/** What a document writes, in its order: strings of a page's content are hexadecimal (ISO 32000-1 §7.3.4.3). */
async function textOf(given: Report): Promise<string> {
  const bytes = await buffer(reportPdf(given, { compress: false }));
  return [
    ...bytes.toString('latin1').matchAll(/\[((?:<[0-9a-f]*>|[ \d.-])*)\] TJ/g),
  ]
    .map(([, parts]) =>
      [...parts.matchAll(/<([0-9a-f]*)>/g)]
        .map(([, hex]) => Buffer.from(hex, 'hex').toString('latin1'))
        .join(''),
    )
    .join('\n');
}

describe('reportPdf', () => {
  it('is a document that tells everything of its rows', async () => {
    const bytes = await buffer(reportPdf(report([])));
    expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
    const text = await textOf(
      report([
        [
          'api:default/orders',
          'group:default/shop',
          'high',
          'user:default/zoë',
          'user:default/bob',
        ],
      ]),
    );
    expect(text).toContain('Access (1)');
    expect(text).toContain('api:default/orders');
    expect(text).toContain('holder: user:default/zoë');
    expect(text).toContain('granted by: user:default/bob');
    expect(text).toContain('None in this period.');
    expect(text).toContain('1 / 1');
  });

  it('goes on over pages, and says what it leaves out', async () => {
    const row = ['api:default/orders', 'group:default/shop', 'high', 'x', 'y'];
    const text = await textOf(report(Array(300).fill(row), 1300));
    expect(text).toContain('1000 more are in the CSV file');
    expect(text).toMatch(/2 \/ \d/);
    expect(text.split('api:default/orders')).toHaveLength(301);
  });

  it('names characters that its fonts do not have', () => {
    expect(inStandardFont('Zoë – 注文\u202e!\n')).toBe(
      'Zoë – \\u{6ce8}\\u{6587}\\u{202e}!\\u{a}',
    );
  });
});
