import type { Knex } from 'knex';
import { readJson } from '../../../database/readJson';
import { groupBy } from '../groupBy';
import type { Vulnerability } from '../types';
import { isAbout, purlOf, readPurl, type ReadPurl } from './purl';
import type { VexStatus } from './openVexSchema';
import type { StoredStatement } from './StoredStatement';

const NAMES_AT_ONCE = 100;

/** Of two that were said at once, the one that asks for more counts. */
const ORDER: readonly VexStatus[] = [
  'not_affected',
  'fixed',
  'under_investigation',
  'affected',
];

/** What somebody says of a vulnerability here. */
export interface VexWord extends Omit<StoredStatement, 'products'> {
  readonly source: string;
}

/**
 * For each vulnerability the statement that counts: of those that are about the package itself, or about this server's package and the
 * part of it, the last.
 */
export async function findStatements(
  knex: Knex,
  options: {
    vulnerabilities: readonly Vulnerability[];
    /** Package URL of what runs. */
    product?: string;
    /** Sources that may speak of this server. */
    sources: readonly string[];
  },
): Promise<Map<Vulnerability, VexWord>> {
  const { vulnerabilities, product, sources } = options;
  const words = new Map<Vulnerability, VexWord>();
  if (sources.length === 0) return words;
  const names = [...new Set(vulnerabilities.flatMap(one => namesOf(one)))];
  const rows: Row[] = [];
  for (let at = 0; at < names.length; at += NAMES_AT_ONCE) {
    rows.push(
      ...(await findRows(knex, {
        names: names.slice(at, at + NAMES_AT_ONCE),
        sources,
      })),
    );
  }
  const byName = groupBy(rows, row => row.vulnerability);
  const whole = product === undefined ? undefined : readPurl(product);
  for (const one of vulnerabilities) {
    const said = namesOf(one)
      .flatMap(name => byName.get(name) ?? [])
      .map(row => ({
        source: row.source,
        ...readJson<StoredStatement>(row.statement),
      }))
      .filter(statement => concerns(statement, { one, whole }))
      .sort(
        (a, b) =>
          (a.at < b.at ? 1 : 0) - (b.at < a.at ? 1 : 0) ||
          ORDER.indexOf(b.status) - ORDER.indexOf(a.status),
      );
    const [last] = said;
    if (last) {
      const { products, ...word } = last;
      words.set(one, word);
    }
  }
  return words;
}

interface Row {
  source: string;
  vulnerability: string;
  statement: string;
}

async function findRows(
  knex: Knex,
  { names, sources }: { names: string[]; sources: readonly string[] },
): Promise<Row[]> {
  return await knex('vex_statements')
    .join('contents_sources', join =>
      join
        .on('contents_sources.name', 'vex_statements.source')
        .andOn('contents_sources.generation', 'vex_statements.generation'),
    )
    .where({ 'contents_sources.kind': 'vex' })
    .whereIn('vex_statements.source', [...sources])
    .whereIn('vex_statements.vulnerability', names)
    .orderBy('vex_statements.id')
    .select<Row[]>(
      'vex_statements.source as source',
      'vex_statements.vulnerability as vulnerability',
      'vex_statements.statement as statement',
    );
}

function namesOf({ advisory, aliases }: Vulnerability): string[] {
  return [advisory, ...aliases].map(name => name.toUpperCase());
}

function concerns(
  { products }: StoredStatement,
  { one, whole }: { one: Vulnerability; whole: ReadPurl | undefined },
): boolean {
  const { ecosystem, name, version, purl } = one.component;
  const text = purl ?? (ecosystem && purlOf({ ecosystem, name, version }));
  const part = text === undefined ? undefined : readPurl(text);
  if (!part) return false;
  return products.some(({ purl: stated, parts }) => {
    const product = readPurl(stated);
    if (!product) return false;
    // About the package as such, wherever it is used.
    if (!parts && isAbout(product, part)) return true;
    return (
      whole !== undefined &&
      isAbout(product, whole) &&
      (!parts ||
        parts.some(other => {
          const read = readPurl(other);
          return read !== undefined && isAbout(read, part);
        }))
    );
  });
}
