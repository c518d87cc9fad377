import type { GatewaySchemas } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { stringify } from 'csv-stringify/sync';
import { EXTRA_COLUMNS, toCsvRow } from './toCsvRow';
import { toOcsf } from './toOcsf';

type Call = GatewaySchemas['Call'];

/** How calls can be exported. */
export type ExportFormat = 'ndjson' | 'csv' | 'ocsf';

/** The columns of the CSV, in their order; further ones are only ever added behind them. */
const COLUMNS = [
  'id',
  'at',
  'user',
  'actor',
  'client',
  'serverRef',
  'method',
  'tool',
  'decision',
  'reason',
  'outcome',
  'httpStatus',
  'durationMs',
  'requestBytes',
  'responseBytes',
  'grantId',
  'grantKind',
  'revisionDigest',
  'credential',
  'sessionId',
  'tokenId',
  'requestId',
  'sequence',
  ...EXTRA_COLUMNS,
] as const satisfies readonly (keyof ReturnType<typeof toCsvRow>)[];

/** What a browser is told of each format. */
export const EXPORT_TYPES = {
  ndjson: { type: 'application/x-ndjson', ending: 'ndjson' },
  csv: { type: 'text/csv; charset=utf-8', ending: 'csv' },
  ocsf: { type: 'application/x-ndjson', ending: 'ocsf.ndjson' },
} as const;

/** Pages of calls as pieces of text. `onCall` counts them. */
export async function* exportLines(
  pages: AsyncIterable<readonly Call[]>,
  format: ExportFormat,
  onCalls: (count: number) => void,
): AsyncGenerator<string> {
  if (format === 'csv') yield stringify([[...COLUMNS]]);
  for await (const page of pages) {
    onCalls(page.length);
    yield format === 'csv'
      ? // Text of others never becomes a formula in a spreadsheet.
        stringify(page.map(toCsvRow), {
          columns: [...COLUMNS],
          escape_formulas: true,
        })
      : page
          .map(call => JSON.stringify(format === 'ocsf' ? toOcsf(call) : call))
          .map(line => `${line}\n`)
          .join('');
  }
}
