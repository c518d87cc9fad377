import { serverOfResource } from './serverOfResource';

const GATEWAY = 'https://mcp.example';

describe('serverOfResource', () => {
  it('knows the addresses of MCP endpoints', () => {
    expect(
      serverOfResource(`${GATEWAY}/servers/default/orders/mcp`, GATEWAY),
    ).toBe('api:default/orders');
    expect(serverOfResource(`${GATEWAY}/mcp`, GATEWAY)).toBe('*');
  });

  it.each([
    GATEWAY,
    `${GATEWAY}/`,
    `${GATEWAY}/mcp/`,
    `${GATEWAY}/mcp?x=1`,
    `${GATEWAY}/mcp#x`,
    `${GATEWAY}/servers/Default/orders/mcp`,
    `${GATEWAY}/servers/default/orders/mcp/../../billing/mcp`,
    `${GATEWAY}/.well-known/oauth-protected-resource/mcp`,
    `${GATEWAY}/token`,
    'https://mcp.example.evil.example/mcp',
    'https://else.example/mcp',
    'mcp',
  ])('takes %s for none', resource => {
    expect(serverOfResource(resource, GATEWAY)).toBeUndefined();
  });
});
