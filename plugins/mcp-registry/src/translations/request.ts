/** Texts of the request form. */
export const requestMessages = {
  request: {
    title: 'Ask for access',
    lead: 'Three questions. Its owner decides and you are told.',
    noTemplate:
      'The form could not be loaded. The template “request-mcp-access” may be missing from the catalog.',
    invalid: 'Something is missing',
    toolsMissing: 'Tick at least one tool, or choose all tools.',
    failed: 'The request was not sent',
    failedHint: 'Nothing was stored. Go back and try again.',
    send: 'Send request',
    next: 'Next',
    back: 'Back',
    sending: 'Sending your request',
    sendingHint:
      'This takes a few seconds. You can leave the page; it goes on.',
    sent: 'Your request is on its way',
    whatNext:
      'You are notified of the answer. Once approved it works by itself; nothing has to be restarted.',
    toMyAccess: 'See it in My access',
    toServer: 'Back to the server',
  },
  who: {
    owner: '{{names}} decides, as owner of the server.',
    'approver-group': '{{names}} decides, from the review team.',
    nobody: 'Nobody who could decide is known; ask your portal’s team.',
    wait: 'It usually takes {{time}}.',
    noWait: 'There are no earlier requests to tell how long it takes.',
    unknown: 'Who decides is not known at the moment.',
  },
  field: {
    server: 'Server',
    serverFirst: 'choose a server first.',
    tools: 'Which tools',
    toolsUnknown:
      'The tools are not known yet, so access is for the whole server.',
    allTools_one: 'The one tool that it has',
    allTools_other: 'All {{count}} tools',
    someTools: 'Only some',
    someToolsHint: 'Tick what you need.',
  },
} as const;
