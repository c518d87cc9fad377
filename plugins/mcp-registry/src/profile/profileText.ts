import type {
  ProfileFinding,
  ProfileRemark,
  ProfileStatement,
  TextValues,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { T } from '../hooks/useT';

/** The texts come from tables: which values each of them has is known to the code beside it, and not to the type of `t`. */
type FromTable = (key: string, values: TextValues) => string;

/** A statement in the person's language. */
export function statementText(t: T, statement: ProfileStatement): string {
  const { code, values } = statement;
  return (t as unknown as FromTable)(`profileStatement.${code}`, values);
}

/** A finding in the person's language. */
export function findingText(t: T, { code, values }: ProfileFinding): string {
  return (t as unknown as FromTable)(`profileFinding.${code}`, values);
}

/** What to do about a finding, in the person's language. */
export function remedyText(t: T, { code, values }: ProfileFinding): string {
  return (t as unknown as FromTable)(`profileRemedy.${code}`, values);
}

/** A remark about an import or an export, in the person's language. */
export function remarkText(t: T, { code, values }: ProfileRemark): string {
  return (t as unknown as FromTable)(`profileRemark.${code}`, values);
}
