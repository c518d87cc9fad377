import { redirectTarget } from './redirectTarget';

describe('redirectTarget', () => {
  it.each([
    ['http://127.0.0.1:51234/callback', '127.0.0.1:51234', 'program'],
    ['http://localhost/callback', 'localhost', 'program'],
    ['http://[::1]:80/', '[::1]', 'program'],
    ['https://client.example:8443/callback', 'client.example:8443', 'web'],
    ['https://intranet/callback', 'intranet', 'web'],
    ['https://localhost.evil.example/', 'localhost.evil.example', 'web'],
    ['cursor://anysphere.cursor-mcp/oauth', 'cursor', 'app'],
    ['com.example.app:/callback', 'com.example.app', 'app'],
  ])('%s', (address, redirectHost, redirectKind) => {
    expect(redirectTarget(address)).toEqual({ redirectHost, redirectKind });
  });
});
