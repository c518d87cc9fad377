import {
  type DATA_CLASSIFICATIONS,
  type RISK_TIERS,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { ServerDefinition } from '../api/types';

/** What the form “Register an MCP server” has been given so far. */
interface Filled {
  name?: string;
  title?: string;
  description?: string;
  owner?: string;
  system?: string;
  tags?: string[];
  riskTier?: (typeof RISK_TIERS)[number];
  dataClassification?: (typeof DATA_CLASSIFICATIONS)[number];
  compliance?: string[];
  reaches?: string[];
  kind?: 'address' | 'package';
  upstreamUrl?: string;
  package?: Partial<NonNullable<ServerDefinition['package']>>;
  run?: ServerDefinition['run'];
  isolation?: ServerDefinition['isolation'];
  permissionProfile?: ServerDefinition['permissionProfile'];
}

/** What would be registered, as soon as there is enough of it to be looked at. */
export function definitionOf(form: unknown): ServerDefinition | undefined {
  const filled: Filled = typeof form === 'object' && form ? form : {};
  const { name, description, owner, riskTier, dataClassification } = filled;
  if (!name || !description || !owner || !riskTier || !dataClassification) {
    return undefined;
  }
  const { title, system, tags, compliance, reaches } = filled;
  const described = withoutEmpty({
    ...{ name, title, description, owner, system, tags },
    ...{ riskTier, dataClassification, compliance, reaches },
  });
  if (filled.kind === 'address') {
    const { upstreamUrl: url = '' } = filled;
    return /^https?:\/\//.test(url) && URL.canParse(url)
      ? { ...described, upstream: { type: 'streamable-http', url } }
      : undefined;
  }
  const { registry = 'npm', identifier, version } = filled.package ?? {};
  if (filled.kind !== 'package' || !identifier || !version) return undefined;
  const run = withoutEmpty(filled.run ?? {});
  return {
    ...described,
    package: { registry, identifier, version },
    ...(Object.keys(run).length > 0 && { run }),
    ...withoutEmpty({
      isolation: filled.isolation,
      permissionProfile: filled.permissionProfile,
    }),
  };
}

/** A field that was left empty is not there. */
function withoutEmpty<T extends object>(fields: T): T {
  return Object.fromEntries(
    Object.entries(fields).filter(
      ([, value]) =>
        value !== undefined &&
        value !== '' &&
        !(Array.isArray(value) && value.length === 0),
    ),
  ) as T;
}
