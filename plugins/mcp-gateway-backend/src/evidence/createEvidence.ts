import { mkdir } from 'fs/promises';
import { resolve } from 'path';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import { within } from '../access/within';
import type { SaveListener } from './CallStore';
import { AuditRecorder } from './AuditRecorder';
import { newCallId } from './newCallId';
import type { AuditSettings } from './readAuditSettings';
import { AuditRetention } from './shipping/AuditRetention';
import { AuditStore } from './shipping/AuditStore';
import { Leftovers } from './shipping/Leftovers';
import { LeftNotes } from './shipping/LeftNotes';
import { readInstallation } from './shipping/readInstallation';
import { Shipper } from './shipping/Shipper';
import { SpooledEvents } from './shipping/SpooledEvents';
import { CallNotes } from './spool/CallNotes';
import { findMemoryPlace } from './spool/findMemoryPlace';
import { realDisk } from './spool/SpoolDisk';
import { SpoolReader } from './spool/SpoolReader';
import { SpoolRoom } from './spool/SpoolRoom';
import { SpoolWriter } from './spool/SpoolWriter';
import { CallTokenStore } from './tokens/CallTokenStore';
import { withTokens } from './tokens/withTokens';
import type { CallRecorder } from './types';

const SHIP_EVERY_MS = 250;
const STALL_MS = 5_000;
const LEFTOVERS_EVERY_MS = 30_000;
const STOP_MS = 10_000;

/** How recording goes. */
export interface AuditStatus {
  /** Nothing can be written now. */
  isUnwritable: boolean;
  /** What is written does not get into the database. */
  isBehind: boolean;
  /** What was found in spools and set aside, until somebody takes it away. */
  aside: string[];
}

/** What writes calls down. */
export interface Evidence {
  recorder: CallRecorder;
  /** Appends an event of the gateway's own. */
  tell: AuditRecorder['tell'];
  /** Appends one that nobody waits for. */
  note: AuditRecorder['note'];
  retention: AuditRetention;
  status(): Promise<AuditStatus>;
  /** How many events are not in the database yet. */
  readonly waiting: number;
  /** Brings everything into the database, earlier lives' events first. */
  start(): void;
  /** Brings what is left into the database, for as long as a shutdown may take; the rest waits in the spool for the next start. */
  stop(): Promise<void>;
}

/** Opens the spool of this replica. Throws when it cannot be written: a gateway that cannot record does not start. */
export async function createEvidence(options: {
  database: Knex;
  settings: AuditSettings;
  retentionDays: number;
  /** Learns of calls in the transaction that writes them. */
  onSave?: SaveListener;
  logger: LoggerService;
}): Promise<Evidence> {
  const { database, settings, logger } = options;
  const { spool: place } = settings;
  const room = await SpoolRoom.open({
    directory: place.directory,
    installation: await readInstallation(database),
  });
  const id = newCallId();
  const { directory, lock } = await room.make(id);
  lock.start();
  const events = AuditStore.create({ database, onSave: options.onSave });
  const store = withTokens(events, CallTokenStore.create({ database }));
  // Files that are in the database whole are removed; the one that is being filled is not.
  let firstFile = 1;
  const maxFiles = Math.floor(place.maxBytes / place.fileBytes);
  const source = SpooledEvents.create({
    openReader: () => new SpoolReader({ directory, writer: id }),
  });
  const notes = await CallNotes.open({
    ...{ disk: realDisk, directory },
    memory: await placeOfNotes(place),
    mayWrite: () => lock.confirm(),
  });
  const writer = await SpoolWriter.open({
    writer: id,
    directory,
    disk: realDisk,
    fileBytes: place.fileBytes,
    stallMs: STALL_MS,
    mayWrite: () => {
      if (writer.fileNumber - firstFile >= maxFiles) {
        throw new Error(
          'The spool has all the room that it may take (mcpGateway.audit.spool.maxBytes)',
        );
      }
      return lock.confirm();
    },
    onWritten: (entries, file) => {
      for (const { event } of entries) {
        const call = event?.sallyport.call;
        if (call?.phase === 'outcome') notes.done(call.id);
      }
      source.written(entries, file);
    },
    onChange: error =>
      error
        ? logger.error(
            `Audit events cannot be written to ${directory}: ${
              error.message
            }. Until they can be, ${
              settings.whenUnwritable === 'refuse-all'
                ? 'all calls are'
                : 'calls that change things are'
            } refused`,
          )
        : logger.info('Audit events are written again'),
  });
  const shipper = Shipper.create({
    ...{ writer: id, store, logger },
    source,
    writtenSeq: () => writer.writtenSeq,
    onRead: async files => {
      await room.removeFiles(id, files);
      firstFile += files.length;
    },
    everyMs: SHIP_EVERY_MS,
  });
  const leftovers = Leftovers.create({
    ...{ room, store, logger },
    own: id,
    notes: LeftNotes.create({
      ...{ room, own: id, store: events, logger },
      keptDays: options.retentionDays,
      append: async (text, event) => writer.append(text, 'durable', event),
      flush: () => shipper.flush(),
    }),
    fileTime: () => lock.fileTime,
  });
  let timer: NodeJS.Timeout | undefined;
  let taking: Promise<void> | undefined;
  const take = () => {
    taking ??= leftovers
      .take()
      .catch(error => logger.error('Spools could not be looked at', error))
      .finally(() => {
        taking = undefined;
      });
  };

  const recorder = AuditRecorder.create({
    spool: writer,
    notes,
    whenUnwritable: settings.whenUnwritable,
    logger,
  });
  return {
    recorder,
    tell: (event, when) => recorder.tell(event, when),
    note: event => recorder.note(event),
    retention: AuditRetention.create({
      ...{ database, retentionDays: options.retentionDays },
      tell: deleted => recorder.tellDeleted(deleted),
    }),
    status: async () => ({
      isUnwritable: writer.error !== undefined,
      isBehind: shipper.error !== undefined,
      aside: await room.aside(),
    }),
    get waiting() {
      return writer.waiting + writer.writtenSeq - shipper.shippedSeq;
    },
    start() {
      shipper.start();
      take();
      timer = setInterval(take, LEFTOVERS_EVERY_MS).unref();
    },
    async stop() {
      clearInterval(timer);
      await writer.close();
      await notes.close();
      try {
        await within(shipper.flush(), STOP_MS);
      } catch {
        logger.error(
          `${
            writer.writtenSeq - shipper.shippedSeq
          } audit events are not in the database yet; they wait in ${directory}`,
        );
      }
      await shipper.stop();
      await taking;
      lock.stop();
      if (writer.waiting > 0) {
        logger.error(
          `${writer.waiting} audit events could not be written before the end`,
        );
      }
      // What is noted is for the next life.
      const isNoted = notes.size > 0 || (await room.movedNotes(id)).length > 0;
      if (shipper.shippedSeq === writer.writtenSeq && !isNoted) {
        await store.end(id);
        await room.remove(id);
      }
    },
  };
}

/** Outside the spool; `undefined`: in it. Throws where what is configured is no place. */
async function placeOfNotes({
  directory,
  notesDirectory,
}: AuditSettings['spool']): Promise<string | undefined> {
  if (notesDirectory === undefined) return await findMemoryPlace();
  // A link to it is read from elsewhere.
  const path = resolve(notesDirectory);
  if (path === resolve(directory)) return undefined;
  await mkdir(path, { recursive: true, mode: 0o700 });
  return path;
}
