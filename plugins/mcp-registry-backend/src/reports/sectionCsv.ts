import { stringify } from 'csv-stringify/sync';
import type { ReportSection } from './ReportSection';

/** A table as CSV. Text of people never becomes a formula in a spreadsheet. */
export function sectionCsv(
  section: Pick<ReportSection, 'columns'>,
  rows: readonly Record<string, string>[],
): string {
  return stringify([...rows], {
    header: true,
    columns: [...section.columns],
    escape_formulas: true,
  });
}
