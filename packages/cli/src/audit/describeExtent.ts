import type { VerifiedExport } from './verifyExport';

/** What an export says nothing of, and by whose word it is good. */
export function describeExtent({
  extent,
  hasOwnKeys,
}: VerifiedExport): string[] {
  const { begin, end, writer } = extent;
  const notes = [];
  if (begin) {
    notes.push(
      `It begins right behind checkpoint ${begin.checkpoint}${of(
        begin,
      )}. What was recorded before that is not covered.`,
    );
  }
  if (end) {
    notes.push(
      `It ends with checkpoint ${end.checkpoint}${of(
        end,
      )}. What was recorded after that is not covered.`,
    );
  }
  if (writer) {
    notes.push(`It is of ${writer} alone. Other writers are not covered.`);
  }
  if (hasOwnKeys) {
    notes.push(
      'The keys are those of the archive itself: they prove nothing about the portal that gave it. Give --keys with a copy of your own.',
    );
  }
  return notes.map(note => `[note] ${note}`);
}

function of({ at }: { at?: string }): string {
  return at === undefined ? '' : ` of ${at}`;
}
