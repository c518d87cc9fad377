import { parseEntityRef } from '@backstage/catalog-model';
import { ALL_SERVERS } from './ALL_SERVERS';

/** What a client is told to connect. The token is never part of it: the client reads it where secrets belong. */
export interface Snippets {
  /** The environment variable that Claude Code and Cursor read the token from. */
  variable: string;
  setVariable: string;
  claudeCommand: string;
  claudeFile: string;
  vscodeFile: string;
  vscodeLink: string;
  cursorFile: string;
}

/** Ready-made settings for one server. There is no way to pass a token in. */
export function snippets(options: {
  serverRef: string;
  endpoint: string;
}): Snippets {
  const { endpoint } = options;
  const name =
    options.serverRef === ALL_SERVERS
      ? 'sallyport'
      : parseEntityRef(options.serverRef).name;
  // A token is for one endpoint, so each server has a variable of its own.
  const variable = `SALLYPORT_TOKEN_${name
    .toLocaleUpperCase('en-US')
    .replace(/[^A-Z0-9]/g, '_')}`;
  const input = `sallyport-${name}`;
  const inputs = [
    {
      type: 'promptString',
      id: input,
      description: `Gateway token for ${name}`,
      password: true,
    },
  ];
  const vscodeServer = {
    type: 'http',
    url: endpoint,
    headers: { Authorization: `Bearer \${input:${input}}` },
  };
  return {
    variable,
    setVariable: `read -rs ${variable} && export ${variable}`,
    // Single quotes: the shell must hand the variable's name on, not its value, so that no file ever holds the token.
    claudeCommand: `claude mcp add --scope project --transport http ${name} ${endpoint} --header 'Authorization: Bearer \${${variable}}'`,
    claudeFile: json({
      mcpServers: {
        [name]: {
          type: 'http',
          url: endpoint,
          headers: { Authorization: `Bearer \${${variable}}` },
        },
      },
    }),
    vscodeFile: json({ inputs, servers: { [name]: vscodeServer } }),
    vscodeLink: `vscode:mcp/install?${encodeURIComponent(
      JSON.stringify({ name, ...vscodeServer, inputs }),
    )}`,
    cursorFile: json({
      mcpServers: {
        [name]: {
          url: endpoint,
          headers: { Authorization: `Bearer \${env:${variable}}` },
        },
      },
    }),
  };
}

function json(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
