/** Why definitions were not imported: what, and what to do. Nothing changes where one of these is said. */
export const IMPORT_PROBLEMS = {
  'source.unreachable': {
    text: 'The repository could not be reached.',
    remedy:
      'Look whether its address, the branch and the token are right and whether the portal may connect there. It is tried again.',
  },
  'source.history-rewritten': {
    text: 'The branch no longer contains what was imported last: its history was rewritten.',
    remedy:
      'Bring the branch back to a history that contains that commit, and forbid force-pushes. Changes are taken back by a revert.',
  },
  'source.unsigned': {
    text: 'A commit of the branch has no signature of somebody who may sign.',
    remedy:
      'Revert does not help here: bring the branch back to before that commit and merge again with a signature, or add the signer to the configuration.',
  },
  'source.out-of-bounds': {
    text: 'The repository holds something that is not read: a link, a submodule, or more than the bounds allow.',
    remedy: 'Take it out of the folder of definitions.',
  },
  'definitions.invalid': {
    text: 'Some definitions are not valid, so none was imported.',
    remedy:
      'Correct the places named here. “sallyport check” finds them before a merge.',
  },
  'definitions.name-taken': {
    text: 'A definition has the name of a server that does not come from this repository.',
    remedy: 'Choose another name, or retire that server first.',
  },
  'definitions.none-left': {
    text: 'The repository holds no definitions any more, which would retire all of its servers.',
    remedy:
      'Look whether the folder was moved. One definition has to stay; the last server can be stopped in the portal.',
  },
  'import.failed': {
    text: 'The import did not succeed for a reason of our own.',
    remedy: 'It is tried again. The log of the portal has more.',
  },
} as const satisfies Record<string, { text: string; remedy: string }>;

/** See {@link IMPORT_PROBLEMS}. */
export type ImportProblemCode = keyof typeof IMPORT_PROBLEMS;
