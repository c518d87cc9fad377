/** Texts of a server's page. */
export const serverMessages = {
  server: {
    failed: 'The server could not be loaded',
    unknown: 'The registry does not know this server yet',
    unknownHint:
      'It reads the catalog every few seconds. If this stays, the entry may not be readable for the registry, or you may not see it.',
  },
  about: {
    title: 'AI tool',
    mine: 'My access',
    ends: 'ends',
    owner: 'Owner',
    sensitivity: 'How sensitive',
    trust: 'Review',
    reviewed: 'Approved by',
    notReviewed: 'Not reviewed yet',
    reaches: 'Reaches',
    reachesNothing: 'No other systems are named',
    tools: 'What its tools do',
  },
  ask: {
    none: 'You need access before you can connect',
    pending: 'You have asked for access',
    ending:
      'Nobody new gets access to it. Ask for what takes its place instead.',
    seeRequest: 'See my request',
  },
  switch: {
    suspend: 'Suspend…',
    suspendConfirm: 'Suspend',
    suspendTitle: 'Suspend {{server}}?',
    suspendLead:
      'It pauses for everybody: every call is refused. Access that people have stays. Its owner or the review team lets it run again, you too.',
    resume: 'Let it run again',
    resumeConfirm: 'Let it run again',
    resumeTitle: 'Let {{server}} run again?',
    resumeLead: 'People with access can use it again at once.',
    reason: 'Reason (others see it)',
    failed: 'The server was not changed',
  },
  serverGrants: {
    title: 'Who has access',
    hint: 'You decide about access to this server.',
    empty: 'Nobody has access yet.',
  },
} as const;
