import {
  type Entity,
  parseEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import {
  type McpSpec,
  mcpSpecSchema,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import { REACHED_KINDS } from '../model/reaches';
import { explainIssue } from './explainIssue';
import type { Gateway } from './Gateway';
import { upstreamProblem } from './upstreamProblem';

const MAX_PROBLEMS = 10;

/**
 * Reads `spec.mcp` of an entity that has one.
 *
 * @throws InputError that names every field that is wrong, and how it is written.
 */
export function readMcpSpec(options: {
  entity: Entity;
  gateway: Gateway;
}): McpSpec {
  const { entity } = options;
  const parsed = mcpSpecSchema.safeParse(entity.spec?.mcp);
  if (!parsed.success) {
    throw problemsOf(
      entity,
      parsed.error.issues.map(issue =>
        explainIssue(issue, valueAt(entity.spec?.mcp, issue.path)),
      ),
    );
  }
  const spec = parsed.data;
  const problems: string[] = [];
  if (spec.upstream) {
    const problem = upstreamProblem({
      url: spec.upstream.url,
      gateway: options.gateway,
    });
    if (problem) {
      problems.push(`spec.mcp.upstream.url ${problem}`);
    }
  }
  if (spec.upstream && spec.package) {
    problems.push(
      'spec.mcp has both upstream and package; keep upstream if the server already runs somewhere, package if it is to be run',
    );
  }
  if (spec.run && !spec.package) {
    problems.push(
      'spec.mcp.run says how to start a package, but there is no spec.mcp.package',
    );
  }
  for (const key of ['permissionProfile', 'isolation'] as const) {
    if (spec[key] !== undefined && !spec.package) {
      problems.push(
        `spec.mcp.${key} is about a package that the gateway runs, but there is no spec.mcp.package`,
      );
    }
  }
  const reaches = spec.reaches?.map(ref =>
    readReach({ ref, entity, problems }),
  );
  if (problems.length) {
    throw problemsOf(entity, problems);
  }
  return reaches ? { ...spec, reaches } : spec;
}

/** The catalog would drop a ref of another kind without a word; here it is said. */
function readReach(options: {
  ref: string;
  entity: Entity;
  problems: string[];
}): string {
  const { ref, entity, problems } = options;
  const hint = 'write for example `resource:default/orders-db`';
  try {
    const parsed = parseEntityRef(ref, {
      defaultKind: 'System',
      defaultNamespace: entity.metadata.namespace ?? 'default',
    });
    const kind = parsed.kind.toLocaleLowerCase('en-US');
    if (
      !REACHED_KINDS.some(known => known.toLocaleLowerCase('en-US') === kind)
    ) {
      problems.push(
        `spec.mcp.reaches has "${ref}", but a server can only reach a ${REACHED_KINDS.join(
          ', ',
        )}; ${hint}`,
      );
    }
    return stringifyEntityRef(parsed);
  } catch {
    problems.push(
      `spec.mcp.reaches has "${ref}", which is no entity ref; ${hint}`,
    );
    return ref;
  }
}

function problemsOf(entity: Entity, problems: string[]): InputError {
  const ref = stringifyEntityRef(entity);
  return new InputError(
    `${ref} does not say what an MCP server has to: ${problems
      .slice(0, MAX_PROBLEMS)
      .join('. ')}.`,
  );
}

function valueAt(root: unknown, path: PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      Object.hasOwn(Object(value), key) ? Object(value)[key] : undefined,
    root,
  );
}
