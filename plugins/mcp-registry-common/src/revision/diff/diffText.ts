import { markText, visibleText } from './markText';
import { type RevisionChange, revisionChange } from './RevisionChange';

/** Calls out what a text hides, or makes look like something else, where it does so more than the one before it. */
export function diffText(
  before: string,
  after: string,
  about: { path: string; at: string; tool?: string },
): RevisionChange[] {
  if (before === after) return [];
  const { path, at, tool } = about;
  return (['hidden', 'look-alike'] as const).flatMap(which => {
    const [old, next] = [before, after].map(text =>
      markText(text).filter(({ mark }) => mark === which),
    );
    const known = old.map(({ label }) => label);
    const isNew =
      next.length > old.length ||
      next.some(({ label }) => !known.includes(label));
    if (!isNew) return [];
    return [
      revisionChange({
        kind: 'changed',
        weight: 'high',
        path,
        code: `text.${which}`,
        tool,
        values: {
          at,
          number: String(next.length),
          shown: [...new Set(next.map(({ text }) => visibleText(text) || text))]
            .slice(0, 20)
            .join(' '),
        },
      }),
    ];
  });
}
