import { InputError } from '@backstage/errors';
import {
  type PolicyJson,
  policySetTextToParts,
  policyToJson,
  type TypeAndId,
} from '@cedar-policy/cedar-wasm/nodejs';
import { setImmediate as nextTurn } from 'timers/promises';
import { canonicalId } from './canonicalId';
import { compileBody } from './conditions/compileBody';
import { mapNodes } from './mapNodes';
import { type PolicyMistake, PolicyMistakes } from './PolicyMistakes';
import { readReads } from './readReads';
import type {
  CompiledPolicy,
  PolicyBody,
  PolicyMode,
  PolicySource,
} from './types';
import { vocabulary } from './vocabulary';
import { withoutArguments } from './withoutArguments';

/** What one turn of the event loop may be taken up with: calls go on while policies are read. */
const TURN_MS = 8;

/**
 * Reads policies and checks them. Throws one error that says everything that is wrong: a set with a mistake in it is
 * no set.
 */
export async function compilePolicies(
  sources: readonly PolicySource[],
): Promise<CompiledPolicy[]> {
  const policies = new Map<string, CompiledPolicy>();
  const bodies = new Map<string, PolicyBody>();
  const mistakes: PolicyMistake[] = [];
  let turn = performance.now();
  for (const source of sources) {
    for (const { text, line } of partsOf(source, mistakes)) {
      try {
        const policy = compile(text, { source, line, bodies });
        if (policies.has(policy.id)) {
          throw new InputError(`there is another policy ${policy.id}`);
        }
        policies.set(policy.id, policy);
      } catch (error) {
        const { message } = error as Error;
        mistakes.push({ source: source.name, line, message });
      }
      if (performance.now() - turn > TURN_MS) {
        await nextTurn();
        turn = performance.now();
      }
    }
  }
  if (mistakes.length > 0) throw new PolicyMistakes(mistakes);
  return [...policies.values()];
}

function partsOf({ name, text }: PolicySource, mistakes: PolicyMistake[]) {
  const answer = policySetTextToParts(text);
  if (answer.type === 'failure') {
    const [{ message, sourceLocations }] = answer.errors;
    const line = lineAt(text, sourceLocations?.[0]?.start ?? 0);
    mistakes.push({ source: name, line, message });
    return [];
  }
  for (const template of answer.policy_templates) {
    mistakes.push({
      source: name,
      line: lineAt(text, text.indexOf(template)),
      message:
        'a template (?principal, ?resource) is not a policy; write one policy for each',
    });
  }
  const seen = new Map<string, number>();
  return answer.policies.map(part => {
    const at = text.indexOf(part, (seen.get(part) ?? -1) + 1);
    seen.set(part, at);
    return { text: part, line: lineAt(text, Math.max(at, 0)) };
  });
}

function lineAt(text: string, position: number): number {
  return text.slice(0, position).split('\n').length;
}

function compile(
  text: string,
  options: {
    source: PolicySource;
    line: number;
    bodies: Map<string, PolicyBody>;
  },
): CompiledPolicy {
  const { source, line, bodies } = options;
  const answer = policyToJson(text);
  if (answer.type === 'failure') {
    throw new InputError(answer.errors.map(each => each.message).join('; '));
  }
  const json = canonical(answer.json);
  const { id, mode } = json.annotations ?? {};
  const body = json.conditions.length > 0 && bodyOf(json, bodies);
  return {
    id: idOf(source, id ?? undefined, line),
    source: source.name,
    mode: modeOf(source, mode ?? undefined),
    effect: json.effect,
    json,
    ...(body && { body }),
  };
}

/** What is written in the portal has names of its own: nothing in Git is ever taken for it, nor it for that. */
function idOf(
  { name, mode }: PolicySource,
  id: string | undefined,
  line: number,
) {
  if (id === undefined) return `${name}:${line}`;
  return mode === undefined ? id : `${name}#${id}`;
}

function modeOf(source: PolicySource, said: string | undefined): PolicyMode {
  const mode = said ?? 'enforce';
  if (source.mode !== undefined && said !== undefined) {
    throw new InputError(
      'the mode is set beside the text here: leave @mode out',
    );
  }
  if (!isMode(mode)) {
    throw new InputError(`@mode is "observe" or "enforce", not "${mode}"`);
  }
  return source.mode ?? mode;
}

/** Policies that ask the same share one body: what is found out for one is known for all. */
function bodyOf(
  { conditions }: PolicyJson,
  bodies: Map<string, PolicyBody>,
): PolicyBody {
  const key = JSON.stringify(conditions);
  let body = bodies.get(key);
  if (!body) {
    const json: PolicyJson = {
      effect: 'permit',
      principal: { op: 'All' },
      action: { op: 'All' },
      resource: { op: 'All' },
      conditions,
    };
    const said = {
      json,
      withoutArguments: withoutArguments(json),
      reads: readReads(json),
    };
    body = { name: `b${bodies.size}`, ...said, quick: compileBody(said) };
    bodies.set(key, body);
  }
  return body;
}

function isMode(mode: string): mode is PolicyMode {
  return mode === 'observe' || mode === 'enforce';
}

/** The policy with every entity by its one name. */
function canonical(policy: PolicyJson): PolicyJson {
  const { annotations, ...rest } = policy;
  const mapped = mapNodes(rest, node => {
    const {
      type,
      id,
      entity_type: only,
    } = node as Partial<TypeAndId> & {
      entity_type?: string;
    };
    checkType(only);
    const isUid =
      typeof type === 'string' &&
      typeof id === 'string' &&
      Object.keys(node).length === 2;
    if (!isUid) return node;
    checkType(type);
    if (type === 'Action' && !vocabulary.actions.has(id)) {
      throw new InputError(`there is no action ${JSON.stringify(id)}`);
    }
    return canonicalId({ type, id });
  }) as PolicyJson;
  return { ...mapped, ...(annotations && { annotations }) };
}

function checkType(type: string | undefined) {
  if (type !== undefined && !vocabulary.entityTypes.has(type)) {
    throw new InputError(`there is no entity type ${type}`);
  }
}
