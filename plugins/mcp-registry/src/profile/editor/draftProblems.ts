import {
  type PermissionProfile,
  permissionProfileSchema,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { type ProfileDraft, profileOf, twiceIn } from './profileDraft';

/** Something in a draft that is not understood. */
export interface DraftProblem {
  kind:
    | 'host'
    | 'port'
    | 'mount'
    | 'variable'
    | 'secret'
    | 'limit'
    | 'other'
    | 'twice';
  /** As it was typed. */
  value: string;
}

const PATHS: readonly [pattern: RegExp, kind: DraftProblem['kind']][] = [
  [/allow_host|egress\.\d+\.host/, 'host'],
  [/allow_port|egress\.\d+\.port/, 'port'],
  [/^(?:read|write)/, 'mount'],
  [/secrets\.[^.]*\.secret$/, 'secret'],
  [/\.limits\./, 'limit'],
  [/\.(?:secrets|env)\./, 'variable'],
];

/** What of a draft is not understood, each said once. */
export function draftProblems(draft: ProfileDraft): readonly DraftProblem[] {
  const profile = profileOf(draft);
  const twice = twiceIn(draft);
  const parsed = permissionProfileSchema.safeParse(profile);
  const found = (parsed.error?.issues ?? []).map(({ path }): DraftProblem => {
    const at = path.join('.');
    const kind = PATHS.find(([pattern]) => pattern.test(at))?.[1] ?? 'other';
    return { kind, value: typed({ kind, draft, profile, path }) };
  });
  const all: DraftProblem[] = [
    ...found,
    ...(twice === undefined ? [] : [{ kind: 'twice' as const, value: twice }]),
  ];
  return all.filter(
    ({ kind, value }, index) =>
      all.findIndex(it => it.kind === kind && it.value === value) === index,
  );
}

function typed(options: {
  kind: DraftProblem['kind'];
  draft: ProfileDraft;
  profile: PermissionProfile;
  path: readonly PropertyKey[];
}): string {
  const { kind, draft, profile, path } = options;
  // Its name is what is wrong, and not what it stands for.
  if (kind === 'variable') return String(path[2] ?? '');
  if (kind === 'port') return typedPort(draft, path);
  return String(valueAt(profile, path) ?? '');
}

/** In the profile it is no number any more. */
function typedPort(draft: ProfileDraft, path: readonly PropertyKey[]): string {
  const index = Number(path.find(part => typeof part === 'number') ?? 0);
  if (!path.includes('egress')) {
    return draft.ports.split(/[\s,]+/).filter(Boolean)[index] ?? '';
  }
  const rows = draft.egress.filter(({ host, port }) => host || port);
  return rows[index]?.port ?? '';
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      Object.hasOwn(Object(value), key) ? Object(value)[key] : undefined,
    root,
  );
}
