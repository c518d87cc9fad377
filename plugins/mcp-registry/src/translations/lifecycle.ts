/** Texts of a server's end, and of what reviewers and submitters say to each other. */
export const lifecycleMessages = {
  endOfLife: {
    label: 'Until {{day}}',
    deprecated: 'The last day of this server is {{day}}',
    deprecatedHint:
      'It works until then. After that it serves nobody, and access to it ends.',
    retired: 'This server was retired {{when}}',
    retiredHint: 'It serves nobody, and access to it has ended.',
    why: 'Why: {{reason}}',
    successor: 'What takes its place: {{title}}',
    ask: 'Ask for {{title}}',
    open: 'Open {{title}}',
    none: 'Nothing is named that takes its place. Ask its owner.',
  },
  lifecycle: {
    title: 'Its end',
    deprecate: 'Name its last day',
    change: 'Name another last day',
    deprecateTitle: 'Name the last day of {{server}}',
    deprecateLead:
      'It works until the end of that day. Everybody who has access is told now, a week before and a day before. Nobody new gets access. After that day it is retired for good.',
    lastDay: 'Last day',
    lastDayMissing: 'Choose a day in the future.',
    successor: 'What takes its place (optional)',
    noSuccessor: 'Nothing',
    reason: 'Why (everybody with access reads it)',
    keep: 'It does not end',
    keepTitle: 'Keep {{server}}?',
    keepLead:
      'It has no last day any more, and people can ask for access again.',
    retire: 'Retire it now',
    retireTitle: 'Retire {{server}} for good?',
    retireLead:
      'It serves nobody from now on, all access ends, and nothing brings it back. Its history stays.',
    failed: 'The server was not changed',
    loadFailed: 'The servers could not be loaded',
  },
  serverEvents: {
    title: 'What happened to the server',
  },
  submit: {
    title: 'Put up for review',
    lead: 'Takes the server as it is described now, tries it out and has it checked.',
    answerTitle: 'Changes are asked for',
    answerLead:
      'Change what was asked for where the server is described or built, then answer here. The next version says which one it answers.',
    note: 'Note for the reviewers (optional)',
    answerNote: 'Your answer (optional)',
    draft: 'Try it as a draft',
    send: 'Submit for review',
    answer: 'Answer with a new version',
    failed: 'Nothing was submitted',
    drafted:
      'Version {{number}} is a draft: you see it and what the checks say, and nobody is asked.',
    submitted: 'Version {{number}} waits for review.',
    same: 'Version {{number}} says the same already: {{state}}.',
  },
  thread: {
    title: 'What was asked for before',
    failed: 'What was asked for could not be loaded',
    version: 'Version {{number}}',
    submitted: 'submitted it',
    asked: 'asked for changes:',
    decided: 'decided:',
    answers: 'Answers an earlier version',
  },
  requestChanges: {
    open: 'Ask for changes',
    title: 'What should change?',
    lead: 'The person who submitted it is told, and answers with a new version. What is approved goes on as it is.',
    reason: 'What to change',
  },
} as const;
