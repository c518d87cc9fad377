import {
  mcpServerResourceRef,
  mcpServerRules,
  type McpServerResource,
} from '@sallyport/backstage-plugin-mcp-registry-node';
import { z } from 'zod';

/** Deeper than any policy that people write. */
const MAX_DEPTH = 32;

/** Strict: what could be read in two ways is not read at all. */
const nodeSchema = z.union([
  z.strictObject({ allOf: z.array(z.unknown()).min(1) }),
  z.strictObject({ anyOf: z.array(z.unknown()).min(1) }),
  z.strictObject({ not: z.unknown() }),
  z.strictObject({
    rule: z.string(),
    resourceType: z.literal(mcpServerResourceRef.resourceType),
    params: z.record(z.string(), z.unknown()).optional(),
  }),
]);

const rules = new Map(
  Object.values(mcpServerRules).map(rule => [rule.name, rule]),
);

/** Whether a server fits. */
type Fits = (server: McpServerResource) => boolean;

/**
 * Makes one function of a policy's conditions: parameters are checked once, and what is left for a call are the rules of
 * the registry, by their own `apply`. Throws where anything of it cannot be understood.
 */
export function compileCriteria(criteria: unknown): {
  fits: Fits;
  /** The names of the rules in it, each once. */
  rules: string[];
} {
  const names = new Set<string>();
  return { fits: compile(criteria, names, 0), rules: [...names] };
}

function compile(criteria: unknown, names: Set<string>, depth: number): Fits {
  if (depth > MAX_DEPTH) {
    throw new Error(`Conditions are nested more than ${MAX_DEPTH} deep`);
  }
  const read = nodeSchema.safeParse(criteria);
  if (!read.success) throw new Error('A condition cannot be understood');
  const node = read.data;
  const inner = (each: unknown) => compile(each, names, depth + 1);
  if ('allOf' in node) {
    const all = node.allOf.map(inner);
    return server => all.every(fits => fits(server));
  }
  if ('anyOf' in node) {
    const any = node.anyOf.map(inner);
    return server => any.some(fits => fits(server));
  }
  if ('not' in node) {
    const fits = inner(node.not);
    return server => !fits(server);
  }
  names.add(node.rule);
  return compileRule(node.rule, node.params ?? {});
}

function compileRule(name: string, params: object): Fits {
  const rule = rules.get(name);
  if (!rule) throw new Error(`There is no rule ${name.slice(0, 100)}`);
  const read = rule.paramsSchema?.['~standard'].validate(params);
  if (read && !('value' in read)) {
    throw new Error(`The parameters of ${name} cannot be understood`);
  }
  // Each rule has parameters of its own, which its own schema has just checked.
  const apply = rule.apply as (
    server: McpServerResource,
    given: object,
  ) => boolean;
  return server => apply(server, params);
}
