/** Texts that several pages use. */
export const commonMessages = {
  common: {
    gateway: 'The gateway',
    loading: 'Loading',
    cancel: 'Cancel',
    more: 'Show more',
    days_one: '{{count}} day',
    days_other: '{{count}} days',
    exampleData: 'example data',
    exampleDataLong: 'This is example data that came with the portal.',
  },
  nav: {
    waitingShort: '{{open}} waiting',
    waiting_one: '{{count}} approval waits for you',
    waiting_other: '{{count}} approvals wait for you',
  },
  problem: {
    noAnswer:
      'The portal did not answer. Nothing was changed as far as this page knows; try again.',
    retry: 'Try again',
  },
  reasonField: {
    missing: 'Write a reason, so that people know what to do next.',
  },
  copy: {
    button: 'Copy: {{what}}',
    idle: 'Copy',
    copied: 'Copied',
    failed: 'Select and copy by hand',
  },
  risk: {
    low: 'Low risk',
    medium: 'Medium risk',
    high: 'High risk',
    critical: 'Critical risk',
  },
  data: {
    public: 'Public data',
    internal: 'Internal data',
    confidential: 'Confidential data',
    restricted: 'Restricted data',
  },
  status: {
    registered: 'Not submitted for review',
    waiting: 'Waiting for review',
    active: 'In service',
    deprecated: 'Ends soon',
    suspended: 'Suspended',
    retired: 'Retired',
  },
  statusHint: {
    registered: 'Its owner has to submit it for review first.',
    waiting: 'The review team looks at it. Until then nobody can use it.',
    active: 'The gateway does not serve it at the moment.',
    deprecated: 'The gateway does not serve it at the moment.',
    suspended:
      'Nobody can use it until its owner or the review team lets it run again.',
    retired:
      'It serves nobody: it was retired, or its entry has left the catalog.',
  },
  access: {
    granted: 'You can use this now',
    pending: 'You have asked; waiting for an answer',
    stopped: 'Stopped for now',
    stoppedHint:
      'An emergency stop is in force: every call is refused until it is lifted.',
    notCovered: 'Approved for others only',
    notCoveredHint:
      'It is approved for certain groups and people, and you are none of them: every call of yours is refused. Its owner can ask to lift that.',
    none: 'Needs access',
    cannotRun: 'Cannot run here yet',
  },
  runnable: {
    'stdio-needs-runtime':
      'This server is a program that has to be started on a machine, and the gateway could not start servers when it was last tried.',
    'no-upstream': 'Nobody has said yet where this server runs.',
  },
  effect: {
    reads: 'Reads',
    changes: 'Changes',
    destroys: 'Can destroy',
  },
  effectGroup: {
    reads_one: '{{count}} tool that only reads',
    reads_other: '{{count}} tools that only read',
    changes_one: '{{count}} tool that changes things',
    changes_other: '{{count}} tools that change things',
    destroys_one: '{{count}} tool that can destroy things',
    destroys_other: '{{count}} tools that can destroy things',
  },
  tools: {
    held: {
      title_one: 'One tool is held back',
      title_other: '{{count}} tools are held back',
      lead: 'The server lists them otherwise than they were reviewed. Nobody can call them until somebody has looked; the rest of the server goes on.',
      changed: 'Held back: it was changed',
      added: 'Held back: it is new',
      removed: 'Held back: the server lists it no more',
      returned: 'Held back: it was changed, and changed back',
      since: 'since',
      waits: 'What the server lists now waits for review.',
      review: 'Look at the change',
      probe: 'Ask the server again',
      probeHint:
        'What it lists as it was reviewed is let go then; what differs stays away.',
      probeFailed: 'The server could not be asked',
      probed:
        'The server was asked. What is as it was reviewed is served again within seconds.',
      some: 'Tools held back',
      someHint:
        'The server lists reviewed tools otherwise than they were reviewed. They are held back until somebody has looked.',
    },
    all: 'All tools',
    named_one: '{{count}} tool: {{names}}',
    named_other: '{{count}} tools: {{names}}',
    noDescription: 'The server says nothing about this tool.',
    schema: 'What it takes (technical)',
    destroysHint: 'Tick each one that is really needed.',
    unknown: 'Tools not known yet',
    unknownHint:
      'The server could not be asked what it offers. Access can be given for the whole server only.',
    none: 'No tools',
    noneHint: 'The server answered and offers no tools.',
    lead: 'What this server offers. The words are the server’s own.',
    probed: 'Last asked',
  },
} as const;
