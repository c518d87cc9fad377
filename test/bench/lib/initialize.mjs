import { createInterface } from 'node:readline';

const REQUEST = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: {
    protocolVersion: '2025-06-18',
    capabilities: {},
    clientInfo: { name: 'sallyport-bench', version: '1.0.0' },
  },
};
const TIMEOUT_MS = 30_000;

/** Asks a program on standard input and output who it is. @throws Error where it does not say it. */
export async function initialize({ stdin, stdout }) {
  const lines = createInterface({ input: stdout });
  const answer = new Promise((resolve, reject) => {
    lines.once('line', resolve).once('close', () => reject(new Error('ended')));
    setTimeout(() => reject(new Error('silent')), TIMEOUT_MS).unref();
  });
  stdin.write(`${JSON.stringify(REQUEST)}\n`);
  const { result } = JSON.parse(await answer);
  if (!result?.serverInfo) throw new Error('It did not introduce itself');
}
