// A server that tries everything. It reads one probe from each line of its input, tries it, and answers in one line how
// that went: `done` (it worked), `refused` (and by which error), or `broken` (the attempt itself could not be made, which
// proves nothing). What counts as good is decided outside.
import { createInterface } from 'node:readline';
import { attempts as bombs } from './bombs.mjs';
import { attempts as files } from './files.mjs';
import { attempts as kernel } from './kernel.mjs';
import { attempts as network } from './network.mjs';
import { attempts as processes } from './processes.mjs';

const attempts = { ...files, ...processes, ...network, ...kernel, ...bombs };

async function tryOne({ id, probe, args = {} }) {
  try {
    const detail = await attempts[probe](args);
    return { id, outcome: 'done', detail: String(detail ?? '').slice(0, 300) };
  } catch (error) {
    // fetch() says TypeError where a connection fails, with the cause beside it.
    if (error.isBroken || (error instanceof TypeError && !error.cause)) {
      return { id, outcome: 'broken', detail: error.message };
    }
    // rmSync() says neither code nor sense where a file system is read-only.
    const known = /read-only file system/i.test(error.message) && 'EROFS';
    const detail = known || error.code || error.cause?.code || error.message;
    return { id, outcome: 'refused', detail: String(detail).slice(0, 300) };
  }
}

createInterface({ input: process.stdin }).on('line', async line => {
  const answer = await tryOne(JSON.parse(line));
  process.stdout.write(`${JSON.stringify(answer)}\n`);
});
