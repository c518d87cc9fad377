/** Texts of the consent page and of the applications that a person let in. */
export const consentMessages = {
  letIn: {
    title: 'Connect {{client}}?',
    lead: 'An application asks to use your AI tools in your name.',
    failed: 'The request could not be loaded',
    ended: 'This request has ended',
    endedHint:
      'It was decided already, or it waited for too long. Go back to the application and connect again.',
    unknown: 'This portal does not know the application',
    unknownHint:
      'Its name is only what it says of itself. Go on if you have just started it yourself, and cancel if you have not.',
    elsewhere: 'The answer leaves your computer',
    elsewhereHint:
      'It goes to {{host}}. Cancel if that is not the application that you use.',
    client: 'Application',
    redirect: 'The answer goes to',
    local: 'a program on this computer',
    resource: 'Address',
    servers: 'What it asks for',
    none: 'No server that you can see is behind this address. Allowing it lets the application ask all the same, and every call is refused.',
    mayUse: 'You can use this now',
    mayNotUse: 'You have no access',
    noMore:
      'Allowing gives no new access: every call is decided by what was granted to you, as always. You can disconnect the application at any time under My access.',
    allow: 'Allow',
    deny: 'Cancel',
    decideFailed: 'Nothing was decided',
    leaving: 'Going back to {{client}}',
  },
  applications: {
    title: 'Connected applications',
    hint: 'AI applications that you let in by signing in. Each call is still decided by what is granted to you.',
    failed: 'The applications could not be loaded',
    empty: 'No application is connected by sign-in.',
    allServers: 'All my AI tools',
    unknown: 'Not known to this portal',
    since: 'since',
    used: 'last used',
    neverUsed: 'not used yet',
    ends: 'Ends',
    end: 'Disconnect',
    endQuestion: 'Disconnect {{client}}?',
    endHint: 'Its tokens end at once. To use it again, connect it again.',
    endFailed: 'The application is still connected',
    everywhere: 'Sign out everywhere',
    everywhereQuestion: 'Sign out everywhere?',
    everywhereHint:
      'Ends every token (personal access tokens too) and every connected application of yours, on all your devices. Calls that are under way end within two seconds.',
    everywhereFailed: 'Not everything was ended',
    everywhereDone:
      'Ended. Applications: {{consents}}. Tokens: {{tokens}}. Personal access tokens: {{personalTokens}}. Sign-ins that could be renewed: {{refreshTokens}}.',
  },
} as const;
