import {
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  rm,
  stat,
  symlink,
  writeFile,
} from 'fs/promises';
import { tmpdir } from 'os';
import { join } from 'path';
import fc from 'fast-check';
import { BreakableDisk } from './__testUtils__/BreakableDisk';
import { CallNotes } from './CallNotes';
import { removeNotesFile } from './notesFile';
import { realDisk } from './SpoolDisk';

const SLOTS = 512;
const MAX_BYTES = 4_092;

describe('CallNotes', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'notes-'));
  });

  afterEach(() => rm(directory, { recursive: true, force: true }));

  const read = () => CallNotes.read(directory, 'notes');

  it('has room for so many calls, and for others when their events are written', async () => {
    const notes = await CallNotes.open({ disk: realDisk, directory });
    for (let n = 0; n < SLOTS; n++) {
      expect(notes.put(`call-${n}`, `{"n":${n}}`)).toBe(true);
    }
    expect(notes.put('one more', '{}')).toBe(false);
    expect(notes.size).toBe(SLOTS);
    notes.done('nobody');
    notes.done('call-7');
    notes.done('call-7');
    expect(notes.put('one more', '{}')).toBe(true);
    expect(notes.put('and another', '{}')).toBe(false);
    await notes.close();
    const texts = await read();
    expect(texts).toHaveLength(SLOTS);
    expect(texts).toContain('{}');
    expect(texts).not.toContain('{"n":7}');
  });

  it('gives back what was put there last, character for character, and notes nothing that has no room', async () => {
    const notes = await CallNotes.open({ disk: realDisk, directory });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'binary', maxLength: 3_000 }), {
          minLength: 1,
          maxLength: 5,
        }),
        async values => {
          // In one slot, one after the other.
          const put = ['{}', ...values.map(value => JSON.stringify({ value }))];
          const taken = put.map(text => {
            const isNoted = notes.put('call', text);
            notes.done('call');
            return isNoted;
          });
          expect(taken).toEqual(
            put.map(text => Buffer.byteLength(text) < MAX_BYTES),
          );
          const last = put.findLast((_, index) => taken[index]);
          expect(await read()).toEqual([last]);
        },
      ),
    );
    await notes.close();
  });

  it('has no room where the disk has none', async () => {
    const disk = new BreakableDisk();
    disk.room = 1_000;
    const notes = await CallNotes.open({ disk, directory });
    expect(notes.put('call', '{}')).toBe(false);
    await notes.close();
  });

  it('notes nothing while the disk fails, and where nothing may be written', async () => {
    const disk = new BreakableDisk();
    let mayWrite: () => void | Promise<void> = () => {};
    const notes = await CallNotes.open({
      ...{ disk, directory, mayWrite: () => mayWrite() },
    });
    disk.room = 0;
    expect(notes.put('call', '{}')).toBe(false);
    disk.room = Infinity;
    mayWrite = () => {
      throw new Error('taken over');
    };
    expect(notes.put('call', '{}')).toBe(false);
    mayWrite = async () => {
      throw new Error('taken over');
    };
    expect(notes.put('call', '{}')).toBe(false);
    mayWrite = () => {};
    expect(notes.put('call', '{}')).toBe(true);
    expect(notes.size).toBe(1);
    await notes.close();
    expect(await read()).toEqual(['{}']);
  });

  describe('in memory', () => {
    let memory: string;
    const notesFile = () => join(directory, 'notes');

    beforeEach(async () => {
      memory = join(directory, 'memory');
      await mkdir(memory);
    });

    it('lies where others cannot look, is found from the directory, and leaves nothing', async () => {
      const notes = await CallNotes.open({ disk: realDisk, directory, memory });
      expect(notes.put('call', '{"n":1}')).toBe(true);
      await notes.close();
      const [own, ...more] = await readdir(memory);
      expect(more).toEqual([]);
      expect((await stat(join(memory, own))).mode % 0o1000).toBe(0o700);
      expect((await stat(join(memory, own, 'notes'))).mode % 0o1000).toBe(
        0o600,
      );
      expect(await read()).toEqual(['{"n":1}']);
      await removeNotesFile(notesFile());
      await removeNotesFile(notesFile());
      expect(await readdir(memory)).toEqual([]);
      expect(await readdir(directory)).toEqual(['memory']);
    });

    it('goes to the directory of the writer where memory has no room or is not there', async () => {
      const disk = new BreakableDisk();
      const create = disk.create.bind(disk);
      disk.create = async (...given) => {
        disk.room = given[0].startsWith(memory) ? 1_000 : Infinity;
        return await create(...given);
      };
      for (const place of [memory, join(directory, 'no such place')]) {
        const notes = await CallNotes.open({ disk, directory, memory: place });
        expect(notes.put('call', '{}')).toBe(true);
        await notes.close();
        expect((await lstat(notesFile())).isFile()).toBe(true);
        expect(await read()).toEqual(['{}']);
        expect(await readdir(memory)).toEqual([]);
        await removeNotesFile(notesFile());
      }
    });

    it('leaves alone what is there already', async () => {
      const notes = await CallNotes.open({ disk: realDisk, directory, memory });
      expect(notes.put('call', '{}')).toBe(true);
      await expect(
        CallNotes.open({ disk: realDisk, directory, memory }),
      ).rejects.toThrow(/EEXIST/);
      await notes.close();
      expect(await read()).toEqual(['{}']);
      expect(await readdir(memory)).toHaveLength(1);
    });

    it('is told from no notes where the memory is gone', async () => {
      const notes = await CallNotes.open({ disk: realDisk, directory, memory });
      await notes.close();
      await rm(memory, { recursive: true });
      expect(await read()).toBeUndefined();
      await removeNotesFile(notesFile());
      expect(await readdir(directory)).toEqual([]);
    });

    it('removes nothing that is not its own, wherever a link points', async () => {
      const other = join(memory, 'notes');
      await writeFile(other, 'of somebody else');
      await symlink(other, notesFile());
      await removeNotesFile(notesFile());
      expect(await readdir(memory)).toEqual(['notes']);
      expect(await readdir(directory)).toEqual(['memory']);
    });
  });
});
