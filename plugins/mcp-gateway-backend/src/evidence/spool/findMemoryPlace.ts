import { constants } from 'fs';
import { access, readlink, statfs } from 'fs/promises';

/** Linux: shared by all processes of a machine. */
const PLACE = '/dev/shm';
/** `statfs` of a file system in memory, as linux/magic.h has it. */
const TMPFS = 0x01021994;
/** Linux: where process numbers of the machine itself are counted (`PROC_PID_INIT_INO`); a container has a namespace of its own. */
const OF_THE_MACHINE = 'pid:[4026531836]';
/** Of other users systemd removes what they have in memory when they log out (`RemoveIPC`). */
const SYSTEM_USERS = 1_000;

/** What is asked to find it, for tests. */
export interface MemoryPlaceFacts {
  namespace(): Promise<string>;
  userId(): number | undefined;
  typeOf(path: string): Promise<number>;
  mayWrite(path: string): Promise<void>;
}

const real: MemoryPlaceFacts = {
  namespace: () => readlink('/proc/self/ns/pid'),
  userId: () => process.getuid?.(),
  typeOf: async path => (await statfs(path)).type,
  mayWrite: path => access(path, constants.W_OK),
};

/**
 * A directory in memory of which is certain that it outlives this process, as the memory of the system does in which written files wait for
 * the disk; `undefined`: there is none. That of a container ends with the container, which may end with its process.
 */
export async function findMemoryPlace(
  facts: MemoryPlaceFacts = real,
): Promise<string | undefined> {
  try {
    const userId = facts.userId();
    if (userId === undefined || userId >= SYSTEM_USERS) return undefined;
    if ((await facts.namespace()) !== OF_THE_MACHINE) return undefined;
    if ((await facts.typeOf(PLACE)) !== TMPFS) return undefined;
    await facts.mayWrite(PLACE);
    return PLACE;
  } catch {
    return undefined;
  }
}
