import {
  fillIn,
  type TextValues,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { WordPart } from './diffWords';
import { visibleText } from './markText';
import { REVISION_CHANGES, type RevisionChangeCode } from './REVISION_CHANGES';

/** What a change does to what a server may do or be told. What is unclear is `widened`. */
export const REVISION_CHANGE_KINDS = [
  'widened',
  'narrowed',
  'changed',
  'added',
  'removed',
  'renamed',
] as const;
/** See {@link REVISION_CHANGE_KINDS}. */
export type RevisionChangeKind = (typeof REVISION_CHANGE_KINDS)[number];

/** How much attention a change needs: `high` ones are called out. */
export const REVISION_CHANGE_WEIGHTS = ['high', 'normal', 'low'] as const;
/** See {@link REVISION_CHANGE_WEIGHTS}. */
export type RevisionChangeWeight = (typeof REVISION_CHANGE_WEIGHTS)[number];

/** One difference between two revisions. */
export interface RevisionChange {
  readonly kind: RevisionChangeKind;
  readonly weight: RevisionChangeWeight;
  /** Where in the snapshot, or in the tool surface: `permissionProfile/network`, `toolSurface/tools/search/description`. */
  readonly path: string;
  readonly code: RevisionChangeCode;
  readonly values: TextValues;
  /** In English; the portal translates by code. */
  readonly text: string;
  /** The tool that it is about. */
  readonly tool?: string;
  /** Of changed words: the two texts, word by word, as they are. Show them by `markText`. */
  readonly words?: readonly WordPart[];
}

/** The longest value that a sentence holds; the rest of it is in the snapshot. */
const MAX_VALUE = 300;

/** Puts a change together. Values are shown with everything hidden written out. */
export function revisionChange(
  change: Pick<RevisionChange, 'kind' | 'weight' | 'path' | 'code'> &
    Partial<Pick<RevisionChange, 'tool' | 'words'>> & {
      values?: Readonly<Record<string, unknown>>;
    },
): RevisionChange {
  const { kind, weight, path, code, tool, words } = change;
  const values = Object.fromEntries(
    Object.entries(change.values ?? {}).map(([name, value]) => [
      name,
      shown(value),
    ]),
  );
  return {
    kind,
    weight,
    path,
    code,
    values,
    text: fillIn(REVISION_CHANGES[code], values),
    ...(tool !== undefined && { tool }),
    ...(words && { words }),
  };
}

function shown(value: unknown): string {
  if (value === undefined) return '—';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > MAX_VALUE
    ? `${visibleText([...text].slice(0, MAX_VALUE).join(''))}…`
    : visibleText(text);
}
