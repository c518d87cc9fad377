import { definedFields, textOf } from '../fields';
import type { ServerDefinition } from '../serverDefinition';

const OURS = 'sallyport.dev/';
const THEIRS = 'toolhive.stacklok.dev/registry-';

/** What ToolHive has no field for, by the annotation that carries it. */
const FIELDS = {
  namespace: `${OURS}namespace`,
  title: `${THEIRS}title`,
  description: `${THEIRS}description`,
  owner: `${OURS}owner`,
  system: `${OURS}system`,
  lifecycle: `${OURS}lifecycle`,
  riskTier: `${OURS}risk-tier`,
  dataClassification: `${OURS}data-classification`,
  tags: `${OURS}tags`,
  compliance: `${OURS}compliance`,
  audience: `${OURS}audience`,
  reaches: `${OURS}reaches`,
} as const satisfies Partial<Record<keyof ServerDefinition, string>>;
const LISTS = ['tags', 'compliance', 'audience', 'reaches'] as const;

/** The annotations of a definition. Lists are JSON. */
export function toAnnotations(
  definition: ServerDefinition,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(FIELDS).flatMap(([field, annotation]) => {
      const value = definition[field as keyof typeof FIELDS];
      if (value === undefined) return [];
      return [
        [annotation, typeof value === 'string' ? value : JSON.stringify(value)],
      ];
    }),
  );
}

/** Reads them again; what they do not say is absent. A list that cannot be read is kept as it is, to be refused. */
export function fromAnnotations(
  annotations: Record<string, unknown>,
): Record<string, unknown> {
  return definedFields(
    Object.fromEntries(
      Object.entries(FIELDS).map(([field, annotation]) => {
        const text = textOf(annotations[annotation]);
        const isList = (LISTS as readonly string[]).includes(field);
        return [field, isList && text ? jsonOr(text) : text];
      }),
    ),
  );
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
