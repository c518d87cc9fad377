import type { CheckFinding } from '../../types';
import type { SurfaceReading, SurfaceText } from '../readSurface';
import { makeVisible } from '../text/makeVisible';
import type { SurfaceRule } from '../types';
import { findClause } from './findClauses';
import { lookAlikeNames, mixedScripts } from './findInNames';
import {
  commandParameters,
  contradictedAnnotations,
  openSchemas,
} from './findInSchemas';
import {
  conversationMarks,
  encodedText,
  filledImages,
  hiddenCharacters,
  longBlanks,
  type Span,
} from './findInText';

/** Looks at one text. */
const TEXT_FINDERS: Readonly<
  Record<
    string,
    (text: SurfaceText, reading: SurfaceReading) => Span | undefined
  >
> = {
  hiddenCharacters: ({ piece }) => hiddenCharacters(piece.text),
  longBlanks: ({ piece }) => longBlanks(piece.text),
  conversationMarks: ({ piece }) => conversationMarks(piece.text),
  filledImages: ({ piece }) => filledImages(piece.text),
  encodedText: ({ piece }) => encodedText(piece.text),
  mixedScripts: ({ piece }) => mixedScripts(piece.text),
  lookAlikeNames: ({ piece }, { others }) => lookAlikeNames(piece.text, others),
  commandParameters: ({ piece }) =>
    commandParameters(piece.text, piece.purpose ?? '')
      ? { start: 0, end: piece.text.length }
      : undefined,
};

const inTools =
  (
    part: string,
    find: (
      tool: NonNullable<SurfaceReading['subject']['tools']>[number],
    ) => string | undefined,
  ) =>
  ({ subject }: SurfaceReading) =>
    (subject.tools ?? []).flatMap(tool => {
      const excerpt = find(tool);
      return excerpt
        ? [{ location: `tools/${tool.name}/${part}`, excerpt }]
        : [];
    });

/** Looks at the surface as a whole. */
const SURFACE_FINDERS: Readonly<
  Record<
    string,
    (reading: SurfaceReading) => { location: string; excerpt?: string }[]
  >
> = {
  openSchemas: inTools('inputSchema', openSchemas),
  contradictedAnnotations: inTools('annotations', contradictedAnnotations),
  unreadable: ({ unreadable }) => unreadable.map(location => ({ location })),
};

/** What one rule finds in a surface: at most one finding per text. */
export function findingsOf(
  rule: SurfaceRule,
  reading: SurfaceReading,
): CheckFinding[] {
  const finding = (
    location: string,
    excerpt?: string,
    {
      note,
      level = rule.level,
    }: Omit<Partial<Span>, 'level'> & { level?: CheckFinding['level'] } = {},
  ): CheckFinding => ({
    rule: rule.id,
    level,
    message: note ? `${rule.message} (${makeVisible(note)})` : rule.message,
    location: makeVisible(location),
    ...(excerpt !== undefined && { excerpt }),
    helpUri: `docs/tool-surface-check.md#${rule.id}`,
  });
  if (rule.finder && rule.finder in SURFACE_FINDERS) {
    return SURFACE_FINDERS[rule.finder](reading).map(({ location, excerpt }) =>
      finding(location, excerpt && makeVisible(excerpt)),
    );
  }
  return reading.texts.flatMap(text => {
    if (!rule.places.includes(text.piece.place)) return [];
    const span = spanOf(rule, text, reading);
    return span
      ? [
          finding(
            text.piece.location,
            makeVisible(text.piece.text, span.start, span.end),
            span,
          ),
        ]
      : [];
  });
}

/** Of several clauses that hold the graver one counts. */
function spanOf(
  rule: SurfaceRule,
  text: SurfaceText,
  reading: SurfaceReading,
): Span | undefined {
  if (rule.finder) return TEXT_FINDERS[rule.finder](text, reading);
  let doubtful: Span | undefined;
  for (const clause of rule.clauses ?? []) {
    const found =
      clause.level && doubtful
        ? undefined
        : findClause(clause, text.piece, text, text.purpose);
    if (found) {
      const span = {
        start: text.tokens[found.start].start,
        end: text.tokens[found.end].end,
      };
      if (!clause.level) return span;
      doubtful = { ...span, level: clause.level };
    }
  }
  return doubtful;
}
