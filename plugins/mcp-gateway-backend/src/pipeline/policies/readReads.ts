import { InputError } from '@backstage/errors';
import type { PolicyJson, TypeAndId } from '@cedar-policy/cedar-wasm/nodejs';
import { keyOf } from './keyOf';
import type { PolicyReads } from './types';
import { vocabulary } from './vocabulary';

type Variable = keyof typeof vocabulary.attributes | 'action';

/** Finds out what the conditions of a policy read of a request, and refuses words that nothing answers to. */
export function readReads(policy: PolicyJson): PolicyReads {
  const attributes = new Set<string>();
  const ancestors = new Set<string>();
  const bare = new Set<Variable>();
  let isOpen = false;
  let readsEntities = false;

  function walk(node: unknown): void {
    if (Array.isArray(node)) {
      node.forEach(walk);
      return;
    }
    if (typeof node !== 'object' || node === null) return;
    for (const [operator, operand] of Object.entries(node)) {
      switch (operator) {
        case 'Value':
          break;
        case 'Var':
          bare.add(operand);
          break;
        case '.':
        case 'has': {
          const names = [operand.attr].flat() as string[];
          names.forEach(name => attributes.add(name));
          const { Var: variable } = operand.left as { Var?: Variable };
          if (variable !== 'context') readsEntities = true;
          if (variable === undefined) walk(operand.left);
          else check(variable, names[0] ?? '');
          break;
        }
        case 'is':
          if (!('Var' in operand.left)) walk(operand.left);
          if (operand.in !== undefined) within(operand.in);
          break;
        case 'in':
          walk(operand.left);
          within(operand.right);
          break;
        default:
          walk(operand);
      }
    }
  }
  function within(right: unknown) {
    const literals = literalsOf(right);
    if (literals) literals.forEach(uid => ancestors.add(keyOf(uid)));
    else {
      isOpen = true;
      walk(right);
    }
  }

  policy.conditions.forEach(({ body }) => walk(body));
  if (bare.has('context')) {
    throw new InputError('context can be read by its fields only');
  }
  return {
    attributes,
    ancestors: isOpen ? 'all' : ancestors,
    principalId: bare.has('principal'),
    resourceId: bare.has('resource'),
    entities: readsEntities || isOpen || ancestors.size > 0,
    arguments: [...attributes].some(name => name.startsWith('arg_')),
  };
}

function check(variable: Variable, name: string) {
  if (variable === 'action') {
    throw new InputError(`action has no attribute ${JSON.stringify(name)}`);
  }
  if (!vocabulary.attributes[variable].test(name)) {
    throw new InputError(
      `${variable} has no attribute ${JSON.stringify(
        name,
      )} (see docs/policies.md for those that there are)`,
    );
  }
}

function literalsOf(node: unknown): TypeAndId[] | undefined {
  const { Value: value, Set: set } = node as { Value?: unknown; Set?: unknown };
  if (Array.isArray(set)) {
    const all = set.map(literalsOf);
    return all.every(each => each !== undefined) ? all.flat() : undefined;
  }
  const values = Array.isArray(value) ? value : [value];
  const uids = values.map(
    each => (each as { __entity?: TypeAndId } | undefined)?.__entity,
  );
  return uids.every(uid => uid !== undefined) ? uids : undefined;
}
