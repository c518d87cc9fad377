import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { createParser } from 'eventsource-parser';
import { bodies } from './bodies.mjs';
import { headerCases } from './headerCases.mjs';
import { ALLOWED_TOOL } from './oracleServer.mjs';
import { rawRequest } from './rawRequest.mjs';
import { edited, sessionCases } from './sessionCases.mjs';
import { streamCases } from './streamCases.mjs';

const bearer = token => ['authorization', `Bearer ${token}`];
const accept = ['accept', 'application/json, text/event-stream'];
const json = ['content-type', 'application/json'];
const KNOWN = new Set([
  ...[0, 200, 202, 400, 401, 403, 404, 405, 408, 411, 413, 415, 429, 431],
  ...[502, 503],
]);

/** What holds of every answer. */
function sane({ tokens }, answer) {
  assert.ok(
    KNOWN.has(answer.status),
    `status ${answer.status}: ${answer.text}`,
  );
  for (const token of Object.values(tokens))
    assert.ok(!answer.text.includes(token), 'a token came back');
  return answer;
}

const message = (method, params = {}) =>
  Buffer.from(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }));

async function openSession({ url, tokens }, person) {
  const { headers, status, text } = await rawRequest({
    url,
    headers: [bearer(tokens[person]), accept, json],
    body: message('initialize', {
      protocolVersion: '2025-11-25',
      capabilities: {},
      clientInfo: { name: 'fuzz', version: '1' },
      who: person,
    }),
  });
  assert.equal(status, 200, text);
  return headers['mcp-session-id'];
}

/** Events of a stream as a client reads them. */
function eventsIn(text) {
  const found = [];
  const parser = createParser({ onEvent: ({ data }) => found.push(data) });
  parser.feed(text);
  return found;
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Each boundary: what comes, and what must hold. The oracle server judges what was forwarded. */
export const boundaries = {
  bodies: {
    arbitrary: bodies,
    check: async (context, { body, headers }) => {
      const { url, tokens } = context;
      sane(
        context,
        await rawRequest({
          url,
          headers: [bearer(tokens.alice), accept, ...Object.entries(headers)],
          body: Buffer.from(body, 'base64'),
        }),
      );
    },
  },
  headers: {
    arbitrary: headerCases,
    check: async (context, { body, rawHeaders }) => {
      const { url, tokens } = context;
      sane(
        context,
        await rawRequest({
          url,
          headers: [bearer(tokens.alice), accept, ...rawHeaders],
          body: Buffer.from(body, 'base64'),
        }),
      );
    },
  },
  sessions: {
    arbitrary: sessionCases,
    prepare: async context => ({
      alice: await openSession(context, 'alice'),
      dave: await openSession(context, 'dave'),
    }),
    check: async (context, { by, given, httpMethod, edits }) => {
      const { url, tokens, prepared } = context;
      const other = given === 'alice' ? prepared.dave : prepared.alice;
      const session = edited(prepared[given], other, edits);
      const isOwn = session === prepared[by];
      // The two sessions stay alive for the other cases.
      if (isOwn && httpMethod === 'DELETE') return;
      const answer = sane(
        context,
        await rawRequest({
          url,
          method: httpMethod,
          headers: [
            bearer(tokens[by]),
            accept,
            ...(httpMethod === 'POST' ? [json] : []),
            ['mcp-session-id', session],
          ],
          body:
            httpMethod === 'POST'
              ? message('tools/list', { who: by })
              : undefined,
        }),
      );
      // Spaces around a header's value are not part of it (RFC 9110 §5.5).
      if (session.trim() === prepared[by])
        assert.equal(answer.status, 200, answer.text);
      else
        assert.ok(
          [400, 404].includes(answer.status),
          `taken: ${answer.status}`,
        );
    },
  },
  streams: {
    arbitrary: streamCases,
    prepare: async ({ server }) => {
      const scripts = new Map();
      server.answerLists(async (response, { params }) => {
        const { stream, cuts, whole } = scripts.get(params.case);
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        const bytes = Buffer.from(stream);
        const at = [0, ...cuts.map(cut => cut % (bytes.length + 1))];
        at.sort((a, b) => a - b).push(bytes.length);
        for (let i = 1; i < at.length; i++) {
          response.write(bytes.subarray(at[i - 1], at[i]));
          await setImmediate();
        }
        if (whole) response.end();
        else response.destroy();
      });
      return { scripts, next: { value: 0 } };
    },
    check: async (context, script) => {
      const { url, tokens, prepared } = context;
      const number = ++prepared.next.value;
      prepared.scripts.set(number, script);
      const answer = sane(
        context,
        await rawRequest({
          url,
          headers: [bearer(tokens.alice), accept, json],
          body: message('tools/list', { case: number }),
        }),
      );
      prepared.scripts.delete(number);
      for (const data of eventsIn(answer.text)) {
        const listed = parse(data)?.result?.tools ?? [];
        assert.ok(
          listed.every(({ name }) => name === ALLOWED_TOOL),
          `listed: ${data}`,
        );
      }
    },
  },
};
