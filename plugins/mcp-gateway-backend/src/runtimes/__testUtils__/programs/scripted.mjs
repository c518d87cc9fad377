// A server of the session era over standard input and output, written by hand: what it does, right or wrong, is said by the
// tool that is called. Tests start it; nothing else does.
import { createInterface } from 'node:readline';

const write = message =>
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
const text = value => ({ content: [{ type: 'text', text: String(value) }] });
const answers = new Map();
let asked = 0;
const ask = (method, params) =>
  new Promise(resolve => {
    const id = asked++;
    answers.set(id, resolve);
    write({ id, method, params });
  });
let client;
const kept = [];
let cancelled = 0;
let hung = 0;

const tools = {
  echo: async ({ arguments: given }) => text(JSON.stringify(given ?? {})),
  note: async () => text(process.pid),
  wipe: async ({ arguments: given, _meta }, id) =>
    await behave(given, id, _meta),
};

/** What the gateway's word in a message says, without the word itself. */
function whose(meta) {
  const [, claims] = (meta?.['sallyport/assertion'] ?? '').split('.');
  return claims ? Buffer.from(claims, 'base64url').toString() : 'nobody';
}

async function behave(given, id, meta) {
  switch (given.do) {
    case 'crash':
      process.exit(3);
      break;
    case 'hang':
      hung += 1;
      await new Promise(() => {});
      break;
    case 'slow':
      await new Promise(resolve => setTimeout(resolve, given.ms));
      return text('slept');
    case 'junk':
      for (let i = 0; i < given.count; i++) process.stdout.write('junk\n');
      return text('after junk');
    case 'flood':
      for (let i = 0; i < given.count; i++) {
        write({ method: 'notifications/tools/list_changed' });
      }
      return text('after the flood');
    case 'wrong-ids':
      for (let i = 0; i < 50; i++) {
        write({ id: i, result: text('not yours') });
        write({ id: String(i), result: text('not yours') });
      }
      write({ id: null, error: { code: 1, message: 'whose?' } });
      write({
        method: 'notifications/progress',
        params: { progressToken: 1, progress: 1 },
      });
      return text('right');
    case 'twice':
      write({ id, result: text('first') });
      return text('second');
    case 'half':
      process.stdout.write('{"jsonrpc":"2.0","id":\n');
      process.stdout.write(Buffer.from([0xff, 0xfe, 0x0a]));
      return text('whole');
    case 'huge':
      await new Promise(resolve => setTimeout(resolve, given.ms ?? 0));
      return text('x'.repeat(given.bytes));
    case 'secret':
      process.stderr.write(`the token is ${process.env.TOKEN}\n`);
      return text(`the token is ${process.env.TOKEN}`);
    case 'whose':
      await new Promise(resolve => setTimeout(resolve, given.ms ?? 0));
      return text(whose(meta));
    case 'whose-answer': {
      const { result } = await ask('elicitation/create', given.params);
      return text(whose(result?._meta));
    }
    case 'keep':
      kept.push(meta?.['sallyport/assertion']);
      return text('kept');
    case 'tell-kept':
      process.stderr.write(`kept ${kept.join(' ')}\n`);
      return text(kept.join(' '));
    case 'say':
      for (let i = 0; i < given.count; i++) process.stderr.write(`line ${i}\n`);
      return text('said');
    case 'ask': {
      const { result, error } = await ask(given.method, given.params ?? {});
      return text(JSON.stringify(result ?? error));
    }
    case 'log':
      write({
        method: 'notifications/message',
        params: { level: 'info', data: given.data },
      });
      return text('logged');
    case 'cancelled':
      return text(cancelled);
    case 'hung':
      return text(hung);
    case 'client':
      return text(JSON.stringify(client));
    default:
      return text('done');
  }
  return text('never');
}

const handlers = {
  initialize: async params => {
    client = params;
    return {
      protocolVersion: '2025-06-18',
      capabilities: { tools: { listChanged: true }, logging: {} },
      serverInfo: { name: 'scripted', version: '1' },
    };
  },
  ping: async () => ({}),
  'tools/list': async () => ({
    tools: [...Object.keys(tools), 'grown'].map(name => ({
      name,
      inputSchema: { type: 'object' },
    })),
  }),
  'tools/call': async (params, id) => await tools[params.name](params, id),
};

if (process.argv.includes('--fail')) {
  process.stderr.write('cannot start: no configuration\n');
  process.exit(1);
}
for await (const line of createInterface({ input: process.stdin })) {
  const { id, method, params, result, error } = JSON.parse(line);
  if (process.argv.includes('--mute')) continue;
  if (method === 'notifications/cancelled') cancelled += 1;
  if (method === undefined) {
    answers.get(id)?.({ result, error });
  } else if (id !== undefined) {
    const handler = handlers[method];
    if (handler) {
      void handler(params, id).then(given => write({ id, result: given }));
    } else {
      write({ id, error: { code: -32601, message: 'Method not found' } });
    }
  }
}
