import { checkRedirectUri } from './checkRedirectUri';

describe('checkRedirectUri', () => {
  it.each([
    'https://client.example/callback',
    'http://localhost/callback',
    'http://127.0.0.1:1234/callback',
    'http://[::1]/callback',
    'cursor://anysphere.cursor-mcp/oauth/callback',
    'com.example.app:/callback',
  ])('lets %s pass', uri => {
    expect(checkRedirectUri(uri)).toBeUndefined();
  });

  it.each([
    'http://client.example/callback',
    'http://localhost.evil.example/callback',
    'http://127.0.0.1.evil.example/',
    'http://10.0.0.1/callback',
    'https://client.example/callback#fragment',
    'https://client.example/#',
    'https://user@client.example/callback',
    'https://*.client.example/callback',
    'data:text/html,hello',
    'DATA:text/html,hello',
    'file:///etc/passwd',
    'about:blank',
    '/callback',
    '',
  ])('C3: refuses %s', uri => {
    expect(checkRedirectUri(uri)).toEqual(expect.any(String));
  });
});
