/** What a spreadsheet would take for a formula. Numbers may begin with a minus. */
const FORMULA = /^[=+\-@\t\r]/;

/** Rows as CSV (RFC 4180). Names that others chose are never run as formulas by whoever opens it. */
export function toCsv(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map(row => `${row.map(cell).join(',')}\r\n`).join('');
}

function cell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}
