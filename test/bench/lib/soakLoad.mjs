import { Pool } from 'undici';

const VERSION = '2025-11-25';
const PATIENCE_MS = 30_000;

/** Raw MCP messages of the session era over so many connections, as few bytes and checks as tell a right answer. */
export function createSoakLoad({ url, token, connections, seed }) {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, {
    connections,
    headersTimeout: PATIENCE_MS,
    bodyTimeout: PATIENCE_MS,
  });
  const headers = {
    accept: 'application/json, text/event-stream',
    'content-type': 'application/json',
    'mcp-protocol-version': VERSION,
    authorization: `Bearer ${token}`,
  };
  let serial = 0;
  const errors = { count: 0, first: undefined };

  const send = async (message, session) => {
    const answer = await pool.request({
      path: pathname,
      method: 'POST',
      headers: session ? { ...headers, 'mcp-session-id': session } : headers,
      body: JSON.stringify({ jsonrpc: '2.0', ...message }),
    });
    return { ...answer, text: await answer.body.text() };
  };

  const open = async ({ acknowledge }) => {
    serial += 1;
    const {
      headers: answered,
      statusCode,
      text,
    } = await send({
      id: serial,
      method: 'initialize',
      params: {
        protocolVersion: VERSION,
        capabilities: { roots: {}, elicitation: {} },
        clientInfo: { name: 'soak', version: String(serial) },
      },
    });
    const session = answered['mcp-session-id'];
    if (statusCode !== 200 || !session)
      throw new Error(`initialize: ${statusCode} ${text.slice(0, 500)}`);
    if (acknowledge)
      await send({ method: 'notifications/initialized' }, session);
    return session;
  };

  /** Mostly reads, some that change things, some that are refused: the same order for the same seed. */
  const call = async session => {
    serial += 1;
    const turn = (serial * 7919 + seed) % 20;
    const tool = ['wipe', 'secret'][turn] ?? 'echo';
    const said = `soak ${serial}`;
    const { text } = await send(
      {
        id: serial,
        method: 'tools/call',
        params: { name: tool, arguments: { message: said } },
      },
      session,
    );
    const isRight =
      tool === 'secret'
        ? text.includes('"grant.tool-not-covered"')
        : text.includes(said);
    if (!isRight) throw new Error(`${tool}: ${text.slice(0, 500)}`);
  };

  /** Does something so many times, as many at once as there are connections. Failures are counted. */
  const times = async (count, work) => {
    let left = count;
    await Promise.all(
      Array.from({ length: connections }, async (_, worker) => {
        while (left > 0) {
          left -= 1;
          await work(worker).catch(error => {
            errors.count += 1;
            errors.first ??= String(error);
          });
        }
      }),
    );
  };

  return {
    errors,
    /** Sessions that are begun and left, one in ten after its first message. */
    abandon: count =>
      times(count, () => open({ acknowledge: serial % 10 === 0 })),
    /** Calls in a few sessions that stay. */
    calls: async count => {
      const sessions = [];
      await times(connections, async () =>
        sessions.push(await open({ acknowledge: true })),
      );
      await times(count, worker => call(sessions[worker % sessions.length]));
    },
    close: () => pool.destroy(),
  };
}
