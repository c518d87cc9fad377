import { fillIn } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { findHostingProblem } from './findHostingProblem';
import { FORMAT_REMARKS, type FormatRemarkCode } from './FORMAT_REMARKS';
import {
  type ServerDefinition,
  serverDefinitionSchema,
} from './serverDefinition';

/** What is said of a definition that comes from another format or goes there: what is lost, or means something else. */
export interface FormatRemark {
  /** Of `FORMAT_REMARKS`, or of the permission profile's own remarks with `profile.` before it. */
  readonly code: string;
  readonly values: Readonly<Record<string, string>>;
  /** In English. */
  readonly text: string;
}

/** What became of a document that describes a server. */
export interface DefinitionReading {
  /** Absent where there are problems. */
  readonly definition?: ServerDefinition;
  readonly remarks: readonly FormatRemark[];
  /** Why it is no definition, each with its place. */
  readonly problems: readonly string[];
}

/** Puts a remark together. */
export function formatRemark(
  code: FormatRemarkCode,
  values: Record<string, string> = {},
): FormatRemark {
  return { code, values, text: fillIn(FORMAT_REMARKS[code], values) };
}

/** Checks what was read from a format by the definition's own rules. `at` is where the fields stand in that format. */
export function checkedReading(
  value: unknown,
  options: {
    remarks?: readonly FormatRemark[];
    at?: (field: string) => string;
  },
): DefinitionReading {
  const { remarks = [], at = field => field } = options;
  const parsed = serverDefinitionSchema.safeParse(value);
  if (!parsed.success) {
    return {
      remarks,
      problems: parsed.error.issues.slice(0, 20).map(({ path, message }) => {
        const [field, ...rest] = path.map(String);
        const where = [...(field ? [at(field)] : []), ...rest].join('.');
        return where ? `${where}: ${message}` : message;
      }),
    };
  }
  const problem = findHostingProblem(parsed.data);
  return problem
    ? { remarks, problems: [problem] }
    : { definition: parsed.data, remarks, problems: [] };
}
