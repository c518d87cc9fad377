/** Texts of what is kept of arguments and results. */
export const recordingMessages = {
  recording: {
    title: 'What is kept of arguments and results',
    failed: 'What is kept could not be loaded',
    isDefault: 'Nobody has said it for this server; the default holds.',
    setBy: 'Said by',
    none: 'Who called what is recorded. Arguments and results of calls are not kept.',
    redacted:
      'Arguments and results of calls are kept for {{days}} days, encrypted and redacted: what looks like a secret is masked, long texts are cut.',
    full: 'Arguments and results of calls are kept for {{days}} days, encrypted, as they were sent; what is longer than 64 KiB is cut.',
    whoReads:
      'Only people with a permission of their own can read them, and every read is recorded.',
    limitedBy: {
      maximum:
        'More was asked for ({{wish}}). The company keeps no more than this.',
      classification:
        'More was asked for ({{wish}}). What is classified higher than {{upTo}} is never kept in full.',
    },
    unknown: 'The gateway does not answer, so what holds now is not known.',
    policy: {
      default: 'The company’s default',
      none: 'Nothing',
      redacted: 'Redacted',
      full: 'In full',
    },
    edit: 'Change what is kept',
    choose: 'Keep of the arguments and results of calls',
    chooseHint:
      'People see on this page what is kept of what they send. It holds for calls from now on.',
    save: 'Save',
    notSaved: 'What is kept was not changed',
    saved: 'Saved. The gateway keeps to it within two seconds.',
  },
  body: {
    title: 'Arguments and result',
    failed: 'It could not be found out whether they are kept',
    readFailed: 'They could not be shown',
    state: {
      'not-recorded':
        'Nothing was kept of them: that was the policy of the server when the call was made.',
      pending: 'They are being written. Look again in a moment.',
      kept: 'They are kept, encrypted.',
      lost: 'They were to be kept, and were lost: the gateway ended before it could write them.',
      deleted:
        'They are gone: arguments and results are kept for {{days}} days.',
      missing:
        'They were kept, their time is not over, and they are not there: somebody has taken them away from the database. Tell whoever looks after the gateway.',
    },
    why: {
      queue:
        'They were to be kept, and were not: too many calls waited to be written.',
      encryption:
        'They were to be kept, and were not: the gateway had no key to encrypt them with.',
      database:
        'They were to be kept, and were not: the database did not take them.',
      stopped: 'They were to be kept, and were not: the gateway was stopped.',
    },
    redacted:
      'They are kept encrypted and redacted: what looks like a secret is masked, long texts are cut.',
    full: 'They are kept encrypted, as they were sent.',
    notAllowed:
      'You may see this call, but not what was said in it: that takes a permission of its own (mcp.call.body.read) for this server.',
    reveal: 'Show arguments and result',
    revealHint:
      'That you read them is recorded with your name and the time. Everybody who may see this call sees it here.',
    revealed: 'That you read this is recorded.',
    arguments: 'Arguments',
    result: 'Result',
    noArguments: 'There were none.',
    noResult: 'There was no answer of the server.',
    cut: 'Not all of it: {{size}} were sent.',
    unreadable: 'It could not be read, so it could not be redacted.',
    masked_one: '{{count}} place masked',
    masked_other: '{{count}} places masked',
    proof: {
      matches: 'It is what was recorded: its digest in the audit log matches.',
      unproven:
        'No event of the audit log names it yet, so nothing proves that it is what was recorded.',
      differs:
        'It is NOT what was recorded: its digest in the audit log is another. Do not rely on it, and tell whoever looks after the gateway.',
    },
    save: 'Save for “sallyport audit verify”',
    reads: 'Read by',
  },
} as const;
