import { startAuthorization } from '../authorization-server/__testUtils__/startAuthorization';
import { initialize, message, send } from '../__testUtils__/mcpRequests';

jest.setTimeout(60_000);

describe('a session of a client that renews its token', () => {
  let bench: Awaited<ReturnType<typeof startAuthorization>>;

  beforeAll(async () => {
    bench = await startAuthorization();
  });

  afterAll(async () => {
    await bench.stop();
  });

  const listAt = async (session: string, token: string) =>
    (
      await send(bench.orders, {
        token,
        body: message('tools/list'),
        headers: { 'mcp-session-id': session },
      })
    ).status;

  async function openWith(token: string): Promise<string> {
    const opened = await send(bench.orders, { token, body: initialize });
    const session = opened.headers.get('mcp-session-id') ?? '';
    expect([opened.status, session]).toEqual([200, expect.stringMatching(/./)]);
    return session;
  }

  it('goes on with the new token, and with the old one until that ends', async () => {
    const { client, access, refresh } = await bench.getTokens();
    const session = await openWith(access);
    const { body } = await client.refresh(refresh);
    const renewed = String(body.access_token);
    expect(renewed).not.toBe(access);
    expect(await listAt(session, renewed)).toBe(200);
    expect(await listAt(session, access)).toBe(200);
  });

  it('E5: is unknown to another client of the same person, and to one that they connected anew', async () => {
    const { access } = await bench.getTokens();
    const session = await openWith(access);
    const others = [
      (await bench.getTokens()).access,
      await bench.gateway.token('alice', 'orders'),
    ];
    for (const token of others) {
      expect(await listAt(session, token)).toBe(404);
    }
    expect(await listAt(session, access)).toBe(200);
  });

  it('ends with the consent', async () => {
    const { client, access, refresh } = await bench.getTokens();
    const session = await openWith(access);
    const { body } = await client.refresh(refresh);
    expect(await client.revoke(String(body.refresh_token))).toBe(200);
    expect(await listAt(session, String(body.access_token))).toBe(401);
    expect(await listAt(session, (await bench.getTokens()).access)).toBe(404);
  });
});
