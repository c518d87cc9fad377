import type { CedarRequest } from '../types';
import { compare } from './compare';
import { isWithin } from './isWithin';
import { NO_VALUE } from './NO_VALUE';
import type { Term, TermValue } from './Term';
import { toTermValue } from './toTermValue';

const { fault, unsure } = NO_VALUE;
const engine: Term = () => unsure;

interface Operands {
  readonly left: unknown;
  readonly right: unknown;
  readonly arg: unknown;
  readonly attr: unknown;
}

/** Makes the plain parts of Cedar's expressions ready to be asked; whatever is not plain, the engine has to say. */
export function compileTerm(node: unknown): Term {
  const [[operator, operand], ...more] = Object.entries(node as object);
  if (operator === undefined || more.length > 0) return engine;
  const { left, right, arg, attr } = operand as Operands;
  switch (operator) {
    case 'Value': {
      const value = toTermValue(operand);
      return () => value;
    }
    case 'Set': {
      const all = (operand as unknown[]).map(compileTerm);
      return request => setOf(all.map(each => each(request)));
    }
    case 'Var':
      return variable(operand);
    case '.':
      return attribute(left, attr, value =>
        value === undefined ? fault : toTermValue(value),
      );
    case 'has':
      return attribute(left, attr, value => value !== undefined);
    case '!':
      return not(compileTerm(arg));
    case '==':
      return both(left, right, compare);
    case '!=':
      return not(both(left, right, compare));
    case '&&':
      return until(left, right, false);
    case '||':
      return until(left, right, true);
    case '<':
      return order(left, right, (a, b) => a < b);
    case '<=':
      return order(left, right, (a, b) => a <= b);
    case '>':
      return order(left, right, (a, b) => a > b);
    case '>=':
      return order(left, right, (a, b) => a >= b);
    case 'in':
      return both(left, right, isWithin);
    case 'contains':
      return both(left, right, contains);
    default:
      return engine;
  }
}

function variable(name: unknown): Term {
  switch (name) {
    case 'principal':
      return ({ principal }) => principal.uid;
    case 'resource':
      return ({ resource }) => resource.uid;
    case 'action':
      return ({ action }) => action;
    default:
      return engine;
  }
}

function attribute(
  left: unknown,
  attr: unknown,
  read: (value: unknown) => TermValue,
): Term {
  const [name, ...deeper] = [attr].flat();
  const { Var: of } = left as { Var?: unknown };
  if (typeof name !== 'string' || deeper.length > 0) return engine;
  const valueIn = (all: Readonly<Record<string, unknown>>) =>
    read(Object.hasOwn(all, name) ? all[name] : undefined);
  switch (of) {
    case 'principal':
      return ({ principal }) => valueIn(principal.attributes);
    case 'resource':
      return ({ resource }) => valueIn(resource.attributes);
    case 'context':
      return ({ context }) => valueIn(context);
    default:
      return engine;
  }
}

function setOf(values: readonly TermValue[]): TermValue {
  const nothing = values.find(each => typeof each === 'symbol');
  if (nothing !== undefined) return nothing;
  return values.some(Array.isArray) ? unsure : values;
}

function both(
  left: unknown,
  right: unknown,
  combine: (a: TermValue, b: TermValue, request: CedarRequest) => TermValue,
): Term {
  const [a, b] = [compileTerm(left), compileTerm(right)];
  return request => {
    const first = a(request);
    // From left to right, as Cedar goes: what fails first is what fails.
    return typeof first === 'symbol'
      ? first
      : combine(first, b(request), request);
  };
}

function contains(all: TermValue, wanted: TermValue): TermValue {
  if (typeof wanted === 'symbol') return wanted;
  if (!Array.isArray(all)) return fault;
  const said = all.map(each => compare(each, wanted));
  return said.find(each => typeof each === 'symbol') ?? said.includes(true);
}

function order(
  left: unknown,
  right: unknown,
  holds: (a: number, b: number) => boolean,
): Term {
  return both(left, right, (a, b) => {
    if (typeof b === 'symbol') return b;
    return typeof a === 'number' && typeof b === 'number' ? holds(a, b) : fault;
  });
}

/** `&&` and `||`: the second is asked only where the first does not settle it. */
function until(left: unknown, right: unknown, settles: boolean): Term {
  const [a, b] = [truth(compileTerm(left)), truth(compileTerm(right))];
  return request => {
    const first = a(request);
    return typeof first === 'symbol' || first === settles ? first : b(request);
  };
}

function not(term: Term): Term {
  const inner = truth(term);
  return request => {
    const value = inner(request);
    return typeof value === 'symbol' ? value : !value;
  };
}

function truth(term: Term): Term {
  return request => {
    const value = term(request);
    return typeof value === 'boolean' || typeof value === 'symbol'
      ? value
      : fault;
  };
}
