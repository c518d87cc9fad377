import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import express from 'express';
import request from 'supertest';
import { createMcpApp } from './createMcpApp';
import { McpSessions } from './McpSessions';

describe('McpSessions', () => {
  function create(options: { maxSessions?: number; now?: () => number }) {
    const sessions = McpSessions.create({
      createServer: () => new McpServer({ name: 'test', version: '1' }),
      idleMs: 1000,
      ...options,
    });
    const app = express().use(createMcpApp({ sessions }));
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
    return { sessions, initialize };
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

  it('closes what nobody uses', async () => {
    let now = 0;
    const { sessions, initialize } = create({ maxSessions: 1, now: () => now });
    await initialize();
    now = 5000;
    expect((await initialize()).status).toBe(200);
    expect(sessions.size).toBe(1);
  });
});
