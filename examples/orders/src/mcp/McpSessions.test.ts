import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import express from 'express';
import request from 'supertest';
import type { Caller } from '../identity/Caller';
import { createMcpApp } from './createMcpApp';
import { McpSessions } from './McpSessions';

describe('McpSessions', () => {
  function create(options: { maxSessions?: number; now?: () => number }) {
    const sessions = McpSessions.create({
      createServer: () => new McpServer({ name: 'test', version: '1' }),
      idleMs: 1000,
      ...options,
    });
    const verifier = {
      verify: async (authorization?: string): Promise<Caller> => ({
        kind: 'person',
        person: { ref: authorization ?? 'user:default/alice' },
        assertion: 'checked',
      }),
    };
    const app = express().use(createMcpApp({ sessions, verifier }));
    const initialize = () =>
      request(app)
        .post('/mcp')
        .set('Accept', 'application/json, text/event-stream')
        .send({
          jsonrpc: '2.0',
          id: 1,
          method: 'initialize',
          params: {
            protocolVersion: '2025-11-25',
            capabilities: {},
            clientInfo: { name: 'test', version: '1' },
          },
        });
    const list = (session: string, person?: string) =>
      request(app)
        .post('/mcp')
        .set('Accept', 'application/json, text/event-stream')
        .set('mcp-session-id', session)
        .set(person ? { authorization: person } : {})
        .send({ jsonrpc: '2.0', id: 2, method: 'ping' });
    return { sessions, initialize, list };
  }

  it('has room for a bounded number of clients', async () => {
    const { sessions, initialize } = create({ maxSessions: 2 });
    const statuses = [];
    for (let count = 0; count < 3; count++) {
      statuses.push((await initialize()).status);
    }
    expect(statuses).toEqual([200, 200, 503]);
    await sessions.closeAll();
    expect(sessions.size).toBe(0);
  });

  it('belong to who opened them (E5)', async () => {
    const { sessions, initialize, list } = create({});
    const { headers } = await initialize();
    const session = headers['mcp-session-id'];
    expect((await list(session)).status).toBe(200);
    expect((await list(session, 'user:default/dave')).status).toBe(404);
    await sessions.closeAll();
  });

  it('closes what nobody uses', async () => {
    let now = 0;
    const { sessions, initialize } = create({ maxSessions: 1, now: () => now });
    await initialize();
    now = 5000;
    expect((await initialize()).status).toBe(200);
    expect(sessions.size).toBe(1);
  });
});
