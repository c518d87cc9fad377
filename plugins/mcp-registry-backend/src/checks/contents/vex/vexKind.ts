import type { SourceDocument } from '../sources/DataSource';
import type { ReadDocument, SourceKind } from '../sources/SourceKind';
import { type OpenVex, openVexSchema } from './openVexSchema';
import type { StoredStatement } from './StoredStatement';

const MAX_WORDS = 500;

type Statement = OpenVex['statements'][number];

/** Reads documents of OpenVEX. */
export const vexKind: SourceKind = {
  kind: 'vex',
  table: 'vex_statements',
  read: readVex,
};

function readVex({ name, text }: SourceDocument): ReadDocument {
  const nothing = { rows: [], modified: [], counts: {} };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { ...nothing, problems: [`${name} is no JSON`] };
  }
  const parsed = openVexSchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const problem = `${name}: ${issue.path.join('.')}: ${issue.message}`;
    return { ...nothing, problems: [problem] };
  }
  const document = parsed.data;
  const rows = document.statements.flatMap(statement =>
    rowsOf(statement, document),
  );
  return {
    rows,
    modified: [new Date(document.last_updated ?? document.timestamp)],
    counts: { statements: document.statements.length },
    problems: [],
  };
}

/** One for each name of the vulnerability, since it is looked up by any of them. */
function rowsOf(statement: Statement, document: OpenVex) {
  const { vulnerability } = statement;
  const names =
    typeof vulnerability === 'string'
      ? [vulnerability]
      : [
          vulnerability.name,
          vulnerability['@id'],
          ...(vulnerability.aliases ?? []),
        ];
  const at =
    statement.last_updated ??
    statement.timestamp ??
    document.last_updated ??
    document.timestamp;
  const words = [
    statement.impact_statement,
    statement.action_statement,
    statement.status_notes,
  ].flatMap(part => part?.trim() || []);
  const stored: StoredStatement = {
    document: document['@id'],
    author: document.author,
    at: new Date(at).toISOString(),
    status: statement.status,
    ...(statement.justification && { justification: statement.justification }),
    ...(words.length > 0 && { words: words.join(' ').slice(0, MAX_WORDS) }),
    products: statement.products.flatMap(productOf),
  };
  if (stored.products.length === 0) return [];
  const keys = new Set(names.flatMap(one => (one ? nameIn(one) : [])));
  return [...keys].map(key => ({
    vulnerability: key,
    statement: JSON.stringify(stored),
  }));
}

/** The last part of an address is the name that others know: `https://nvd.nist.gov/vuln/detail/CVE-…`. */
function nameIn(text: string): string[] {
  const last = text.split(/[/#]/).pop() ?? '';
  return /^[\w.:-]{1,100}$/.test(last) ? [last.toUpperCase()] : [];
}

/** Products that no package URL names are about something that is not compared here. */
function productOf(
  product: Statement['products'][number],
): StoredStatement['products'][number][] {
  const purl = purlIn(product);
  if (!purl) return [];
  const parts = typeof product === 'string' ? undefined : product.subcomponents;
  if (!parts || parts.length === 0) return [{ purl }];
  const named = parts.flatMap(part => purlIn(part) ?? []);
  // It is about certain parts, and none of them can be told: then it is about nothing.
  return named.length > 0 ? [{ purl, parts: named }] : [];
}

function purlIn(
  thing: string | { '@id'?: string; identifiers?: { purl?: string } },
): string | undefined {
  const text =
    typeof thing === 'string' ? thing : thing.identifiers?.purl ?? thing['@id'];
  return text?.startsWith('pkg:') ? text : undefined;
}
