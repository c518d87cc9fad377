import { type FormatRemark, formatRemark } from './DefinitionReading';
import type { FormatRemarkCode } from './FORMAT_REMARKS';
import { definedFields } from './fields';
import type { ServerDefinition } from './serverDefinition';

/** Collects what is to be said while a format is read. */
export class ImportRemarks {
  readonly #remarks: FormatRemark[] = [];

  get all(): readonly FormatRemark[] {
    return this.#remarks;
  }

  add(code: FormatRemarkCode, values?: Record<string, string>): void {
    this.#remarks.push(formatRemark(code, values));
  }

  /** One that was made elsewhere. */
  take(remark: FormatRemark): void {
    this.#remarks.push(remark);
  }
}

/** What whoever imports says of servers that do not say it themselves. */
export type MissingFacts = Partial<
  Pick<
    ServerDefinition,
    'namespace' | 'owner' | 'riskTier' | 'dataClassification'
  >
>;

/** Fills in what other formats do not say. Nobody has said how sensitive it is, so it counts as the most sensitive. */
export function withMissingFacts(
  described: Record<string, unknown>,
  options: { missing?: MissingFacts; said: ImportRemarks },
): Record<string, unknown> {
  const { missing = {}, said } = options;
  const filled: Record<string, unknown> = definedFields({
    namespace: missing.namespace,
    ...described,
  });
  if (filled.owner === undefined && missing.owner) {
    said.add('import.owner', { value: missing.owner });
    filled.owner = missing.owner;
  }
  const most = { riskTier: 'critical', dataClassification: 'restricted' };
  for (const [field, value] of Object.entries(most)) {
    if (filled[field] !== undefined) continue;
    const given = missing[field as keyof typeof most];
    filled[field] = given ?? value;
    if (!given) said.add('import.most-sensitive', { value });
  }
  if (filled.description === undefined) {
    said.add('import.description');
    filled.description = filled.title ?? filled.name;
  }
  return filled;
}
