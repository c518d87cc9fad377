// A process that records calls as fast as it can and says of each when it is recorded, until somebody kills it.
// Arguments: the directory of spools, the installation, the id of the writer.
import { writeSync } from 'fs';
import { exampleCall } from '../../__testUtils__/exampleCall';
import { toAuditEvent } from '../../events/toAuditEvent';
import { realDisk } from '../../spool/SpoolDisk';
import { SpoolRoom } from '../../spool/SpoolRoom';
import { SpoolWriter } from '../../spool/SpoolWriter';

const [, , spools, installation, id] = process.argv;
const WHEN = ['written', 'soon', 'durable'] as const;

/** Says it before anything else happens, however slowly it is read. */
function say(line: string) {
  const rest = Buffer.from(line);
  for (let at = 0; at < rest.length; ) {
    try {
      at += writeSync(1, rest, at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}

async function recordForEver(spool: SpoolWriter, lane: number) {
  for (let n = lane; ; n++) {
    const call = exampleCall({ tool: `tool-${n}` });
    const event = toAuditEvent(call, {
      phase: 'outcome',
      id: call.id,
      at: new Date().toISOString(),
    });
    await spool.append(JSON.stringify(event), WHEN[n % WHEN.length]);
    say(`${call.id}\n`);
  }
}

async function run() {
  const room = await SpoolRoom.open({ directory: spools, installation });
  const { directory } = await room.make(id);
  const spool = await SpoolWriter.open({
    ...{ writer: id, directory, disk: realDisk },
    // Small, so that it dies while it begins another file as well.
    ...{ fileBytes: 64 * 1024, stallMs: 60_000 },
  });
  await Promise.all([0, 1, 2, 3, 4].map(lane => recordForEver(spool, lane)));
}

run().catch(error => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
