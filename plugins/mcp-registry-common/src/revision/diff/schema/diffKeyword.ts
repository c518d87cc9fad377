import { own } from '../sameJson';
import { diffBound, isBound } from './diffBound';
import {
  diffAlternatives,
  diffEnum,
  diffRequired,
  diffTypes,
} from './diffLists';
import { diffProperties } from './diffProperties';
import type { KeywordContext } from './SchemaChange';

/** Says what it means that one keyword differs. What is not known here is unclear. */
export function diffKeyword(name: string, context: KeywordContext): void {
  const { before, after, at, report, walk } = context;
  const [old, next] = [own(before, name), own(after, name)];
  const unclear = () => report({ kind: 'unclear', at, what: `“${name}”` });
  if (isBound(name)) {
    diffBound(name, context);
    return;
  }
  switch (name) {
    case 'type':
      diffTypes(context);
      return;
    case 'enum':
      diffEnum(context);
      return;
    case 'required':
      diffRequired(context);
      return;
    case 'anyOf':
    case 'allOf':
      diffAlternatives(name, context);
      return;
    case 'properties':
      diffProperties(context);
      return;
    case 'additionalProperties':
      walk(old, next, 'any other property');
      return;
    case 'items':
      if (Array.isArray(old) || Array.isArray(next)) unclear();
      else walk(old, next, '[]');
      return;
    case 'const':
    case 'pattern':
    case 'format':
    case 'multipleOf':
      diffRestriction(name, context);
      return;
    case 'uniqueItems':
      // Absent is false.
      report(
        next === true
          ? { kind: 'closed', at, what: 'items must differ' }
          : { kind: 'opened', at, what: 'items may be alike' },
      );
      return;
    case 'title':
    case 'description':
    case '$comment':
    case 'examples':
      report({ kind: 'words', at, what: name, before: old, after: next });
      return;
    case 'default':
      report({ kind: 'default', at, what: name, before: old, after: next });
      return;
    default:
      unclear();
  }
}

/** A keyword that can only take away: new is less, gone is more, and another one is anybody's guess. */
function diffRestriction(name: string, context: KeywordContext): void {
  const { before, after, at, report } = context;
  if (!Object.hasOwn(before, name)) {
    report({ kind: 'closed', at, what: `“${name}” is new` });
  } else if (!Object.hasOwn(after, name)) {
    report({ kind: 'opened', at, what: `“${name}” is gone` });
  } else {
    report({ kind: 'unclear', at, what: `“${name}” is another one` });
  }
}
