import type { SourceDocument } from '../sources/DataSource';
import type { ReadDocument, SourceKind } from '../sources/SourceKind';
import { osvSchema, type OsvAdvisory } from './osvSchema';
import { packageKey, readEcosystem } from './packageKey';
import { severityOf } from './severityOf';
import type { StoredAdvisory } from './StoredAdvisory';

const MAX_SUMMARY = 500;

/** Reads advisories in the form of OSV: one in a document, or a list of them. */
export const osvKind: SourceKind = {
  kind: 'osv',
  table: 'osv_affected',
  read: readOsv,
};

function readOsv({ name, text }: SourceDocument): ReadDocument {
  const rows: Record<string, string>[] = [];
  const modified: Date[] = [];
  const problems: string[] = [];
  const counts: Record<string, number> = { advisories: 0 };
  for (const item of listOf(text)) {
    const parsed = osvSchema.safeParse(item);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      problems.push(`${name}: ${issue.path.join('.')}: ${issue.message}`);
      continue;
    }
    counts.advisories += 1;
    modified.push(new Date(parsed.data.modified));
    for (const row of rowsOf(parsed.data)) {
      rows.push(row);
      counts[row.ecosystem] = (counts[row.ecosystem] ?? 0) + 1;
    }
  }
  return { rows, modified, counts, problems };
}

function listOf(text: string): unknown[] {
  try {
    const json: unknown = JSON.parse(text);
    return Array.isArray(json) ? json : [json];
  } catch {
    return [undefined];
  }
}

function rowsOf(advisory: OsvAdvisory) {
  const { id, aliases, summary, details, affected, severity } = advisory;
  // What is withdrawn is no vulnerability any more.
  if (advisory.withdrawn) return [];
  return (affected ?? []).flatMap(one => {
    const ecosystem = readEcosystem(one.package?.ecosystem ?? '');
    if (!one.package || !ecosystem) return [];
    const vectors = one.severity.length > 0 ? one.severity : severity ?? [];
    const word = advisory.database_specific?.severity;
    const stored: StoredAdvisory = {
      id,
      aliases: aliases ?? [],
      summary: (summary || details || '').slice(0, MAX_SUMMARY),
      isMalicious: id.startsWith('MAL-'),
      ...severityOf({ vectors, ...(word !== undefined && { word }) }),
      versions: one.versions,
      ranges: one.ranges,
    };
    return [
      {
        ecosystem,
        package_key: packageKey(ecosystem, one.package.name),
        advisory: JSON.stringify(stored),
      },
    ];
  });
}
