import { snippets } from './snippets';

const made = snippets({
  serverRef: 'api:default/my-orders',
  endpoint: 'http://localhost:7008/servers/default/my-orders/mcp',
});

describe('snippets', () => {
  it('name a variable or a secret input where the token goes', () => {
    expect(made.variable).toBe('SALLYPORT_TOKEN_MY_ORDERS');
    expect(JSON.parse(made.claudeFile).mcpServers['my-orders'].headers).toEqual(
      {
        Authorization: 'Bearer ${SALLYPORT_TOKEN_MY_ORDERS}',
      },
    );
    expect(JSON.parse(made.cursorFile).mcpServers['my-orders'].headers).toEqual(
      {
        Authorization: 'Bearer ${env:SALLYPORT_TOKEN_MY_ORDERS}',
      },
    );
    const vscode = JSON.parse(made.vscodeFile);
    expect(vscode.inputs[0]).toMatchObject({
      type: 'promptString',
      password: true,
    });
    expect(vscode.servers['my-orders'].headers.Authorization).toBe(
      `Bearer \${input:${vscode.inputs[0].id}}`,
    );
  });

  it('keep the shell from putting the token into a file', () => {
    expect(made.claudeCommand).toContain(
      "--header 'Authorization: Bearer ${SALLYPORT_TOKEN_MY_ORDERS}'",
    );
  });

  it('give VS Code a link with the same settings', () => {
    const [, query] = made.vscodeLink.split('?');
    expect(JSON.parse(decodeURIComponent(query))).toMatchObject({
      name: 'my-orders',
      url: 'http://localhost:7008/servers/default/my-orders/mcp',
      inputs: [{ password: true }],
    });
  });
});
