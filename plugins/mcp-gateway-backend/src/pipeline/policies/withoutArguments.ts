import type { PolicyJson } from '@cedar-policy/cedar-wasm/nodejs';
import { mapNodes } from './mapNodes';

/**
 * A policy for when the arguments are not known: asking whether there is one must fail as asking for it does, else its
 * absence would count as an answer.
 */
export function withoutArguments(policy: PolicyJson): PolicyJson {
  const conditions = mapNodes(policy.conditions, node => {
    const { has } = node as {
      has?: { left: unknown; attr: string | string[] };
    };
    if (!has || Object.keys(node).length > 1) return node;
    const [attr] = [has.attr].flat();
    return attr?.startsWith('arg_') ? { '.': { left: has.left, attr } } : node;
  });
  return { ...policy, conditions: conditions as PolicyJson['conditions'] };
}
