import { constants } from 'fs';
import { access, readlink, statfs } from 'fs/promises';

/** Linux: shared by all processes of a machine. */
const PLACE = '/dev/shm';
/** `statfs` of a file system in memory, as linux/magic.h has it. */
const TMPFS = 0x01021994;
/**
 * Linux: the namespaces of the machine itself (`PROC_PID_INIT_INO`, `PROC_IPC_INIT_INO`). A container has its own, and even one that shares
 * the machine's processes has the machine's shared memory only with its IPC.
 */
const OF_THE_MACHINE = { pid: 'pid:[4026531836]', ipc: 'ipc:[4026531839]' };
/** Of other users systemd removes what they have in memory when they log out (`RemoveIPC`). */
const SYSTEM_USERS = 1_000;

/** What is asked to find it, for tests. */
export interface MemoryPlaceFacts {
  namespace(kind: keyof typeof OF_THE_MACHINE): Promise<string>;
  userId(): number | undefined;
  typeOf(path: string): Promise<number>;
  mayWrite(path: string): Promise<void>;
}

const real: MemoryPlaceFacts = {
  namespace: kind => readlink(`/proc/self/ns/${kind}`),
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
    for (const kind of ['pid', 'ipc'] as const) {
      const own = await facts.namespace(kind);
      if (own !== OF_THE_MACHINE[kind]) return undefined;
    }
    if ((await facts.typeOf(PLACE)) !== TMPFS) return undefined;
    await facts.mayWrite(PLACE);
    return PLACE;
  } catch {
    return undefined;
  }
}
