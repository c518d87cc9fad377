/** Texts of the Connect tab. */
export const connectMessages = {
  client: {
    chat: 'Chat app',
    claude: 'Claude Code',
    vscode: 'VS Code',
    cursor: 'Cursor',
  },
  connect: {
    token: '1. Get a gateway token',
    tokenHint:
      'It proves to the gateway that it is you, for this server only and for at most an hour.',
    app: '2. Connect your application',
    address: 'Address',
    endpoint: 'Address of this server at the gateway',
    chatAddress:
      'In your chat app choose “Add connector” (or “Custom tool”) and paste this address:',
    chatToken:
      'Most apps open a sign-in window now: allow the app there. When it asks for a key or token instead, paste the gateway token from above.',
    setVariable:
      'In your terminal, put the token into {{variable}} (paste it when the line waits; it is not shown and not kept in the history):',
    setVariableLabel: 'Command that reads the token',
    claudeCommand:
      'Then add the server to your project. The file names the variable, never the token:',
    claudeLabel: 'Claude Code command',
    claudeFile: 'Or put this into .mcp.json yourself:',
    vscodeInstall:
      'One click adds the server; VS Code asks for the token and keeps it among its secrets.',
    vscodeButton: 'Add to VS Code',
    vscodeFile: 'Or put this into .vscode/mcp.json:',
    cursorFile:
      'Start Cursor from that terminal and put this into .cursor/mcp.json:',
  },
  token: {
    get: 'Get a token',
    another: 'Get another token',
    hint: 'Shown once. Whoever has it can act as you until it ends.',
    failed: 'No token was made',
    once: 'Copy it now: it is shown only this once',
    left: 'Valid for {{time}}',
    label: 'Gateway token',
    expired: 'This token has expired. Get another one.',
  },
  tokens: {
    title: 'My tokens',
    hint: 'Tokens whose time is not over. Their values are kept nowhere.',
    failed: 'The tokens could not be loaded',
    empty: 'No valid tokens.',
    revoked: 'Revoked',
    ends: 'Ends',
    revoke: 'Revoke token',
    revokeQuestion: 'Revoke the token for {{name}}?',
    revokeHint:
      'Whatever uses it is refused within two seconds. This cannot be undone; you can make a new one.',
    revokeFailed: 'The token was not revoked',
    noClient: 'No application named',
    made: 'made',
    used: 'last used',
    usedBy: 'by {{client}}',
    neverUsed: 'not used yet',
  },
  allTools: {
    title: 'All my AI tools',
    hint: 'One address for everything that you may use. What is granted to you later appears there by itself; each call is decided as everywhere.',
    failed: 'The address could not be loaded',
    address: 'Address for all your AI tools',
  },
  connection: {
    waiting: 'Not connected yet',
    waitingHint: 'This turns green by itself when the first call arrives.',
    connected: 'Connected: {{client}}',
    someClient: 'an application',
    refused: 'The last call was refused',
    failed: 'The state of the connection is not known',
  },
} as const;
