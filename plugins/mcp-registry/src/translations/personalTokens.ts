/** Texts of personal access tokens. */
export const personalTokenMessages = {
  personalTokens: {
    title: 'My personal access tokens',
    hint: 'For programs that cannot open a sign-in window. They open AI tools at the gateway and nothing else, and live long: prefer signing in where you can.',
    failed: 'The personal access tokens could not be loaded',
    empty: 'No personal access tokens.',
    off: 'Switched off at this company: none can be made, and those that there are are refused.',
    make: 'Make a token',
    makeFailed: 'No token was made',
    name: 'What is it for?',
    nameHint: 'So that you know it again, such as “Claude Code on my laptop”.',
    days: 'How long',
    inDays: '{{days}} days',
    servers: 'What it opens',
    all: 'All AI tools that I may use, those granted later too',
    some: 'Only these',
    someLabel: 'AI tools',
    someEmpty: 'Nothing is granted to you by name at the moment.',
    missing: 'Say what it is for, and tick at least one AI tool.',
    once: 'Copy it now: it is shown only this once',
    onceHint:
      'Whoever has it can act as you until it ends. Keep it where secrets belong.',
    label: 'Personal access token',
    setVariable:
      'For Claude Code: put the token into {{variable}} in your terminal (paste it when the line waits; it is not shown and not kept in the history):',
    setVariableLabel: 'Command that reads the personal access token',
    claude:
      'Then add the address. The file names the variable, never the token:',
    claudeLabel: 'Claude Code command for the personal access token',
    done: 'I have copied it',
    opensAll: 'All AI tools',
    ends: 'Ends',
    made: 'made',
    used: 'last used',
    neverUsed: 'not used yet',
    revoked: 'Revoked',
  },
} as const;
