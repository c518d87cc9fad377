import type { ToolSurface } from '../../revision/toolSurface';
import type { CheckFinding } from '../types';
import { SCOPE_RULES, WRITING_SCOPE } from './scopeRules';

/** More than one purpose seldom needs. */
const MANY = 10;

/** What is to be said of the scopes that a server asks people for, against what its tools do. */
export function lintScopes(
  scopes: readonly string[] | undefined,
  surface: Pick<ToolSurface, 'known' | 'tools'>,
): CheckFinding[] {
  if (!scopes || scopes.length === 0) {
    return [
      {
        rule: 'scopes-unsaid',
        level: 'warning',
        message:
          'The definition names no scopes, so the provider decides what people are asked to give.',
        location: 'credential/scopes',
      },
    ];
  }
  const onlyReads =
    surface.known &&
    surface.tools.length > 0 &&
    surface.tools.every(({ effect }) => effect === 'reads');
  return [
    ...scopes.flatMap(scope => lintScope(scope, onlyReads)),
    ...(scopes.length > MANY
      ? [
          {
            rule: 'scopes-many',
            level: 'warning' as const,
            message: `It asks for ${scopes.length} scopes. Few people read so many before they agree.`,
            location: 'credential/scopes',
          },
        ]
      : []),
  ];
}

function lintScope(scope: string, onlyReads: boolean): CheckFinding[] {
  const location = `credential/scopes/${scope}`;
  const found = SCOPE_RULES.find(({ pattern }) => pattern.test(scope));
  if (found) {
    return [
      {
        rule: found.rule,
        level: found.level,
        message: found.message.replace('{{scope}}', scope),
        location,
        excerpt: scope,
      },
    ];
  }
  return onlyReads && WRITING_SCOPE.test(scope)
    ? [
        {
          rule: 'scope-writes',
          level: 'warning',
          message: `The scope “${scope}” lets the server change things, and all of its tools say that they only read.`,
          location,
          excerpt: scope,
        },
      ]
    : [];
}
