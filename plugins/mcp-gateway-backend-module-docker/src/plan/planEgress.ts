import type { InsideListener } from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { ContainerLabels } from './labels';
import { type ContainerOptions } from './planContainer';
import { EGRESS_PROGRAM } from '../egress/egressProgram';
import { INSIDE } from './inside';

const MIB = 1024 * 1024;
/** Nobody's number on usual machines, and one more where servers have that. */
const USER = 65_533;
const [user, otherUser] = [USER, USER - 1].map(id => ({ uid: id, gid: id }));

/** The bounds of the process beside a server, which does nothing but carry bytes. */
const LIMITS = {
  memoryBytes: 128 * MIB,
  pids: 32,
  cpu: 1,
  openFiles: 2048,
  fileBytes: MIB,
  tmpBytes: MIB,
  diskBytes: MIB,
} as const;

/**
 * The process that listens in a server's network and carries what it gets to the gateway's sockets: it has nothing else in
 * common with the server, and is another user, so that its ports cannot be taken. Pure.
 */
export function planEgress(options: {
  image: string;
  node: string;
  /** Whom the server runs as. */
  user: { readonly uid: number; readonly gid: number };
  labels: ContainerLabels;
  listeners: readonly InsideListener[];
  /** Where the gateway's sockets are. */
  folder: string;
  seccomp: string;
  runtime?: string;
}): ContainerOptions {
  const { image, node, listeners, folder, labels, seccomp, runtime } = options;
  const places = listeners.map(({ address, port }, index) => ({
    address,
    port,
    socket: `${INSIDE.egress}/${index}`,
  }));
  return {
    image,
    entrypoint: [node],
    arguments: ['-e', EGRESS_PROGRAM, JSON.stringify(places)],
    user: options.user.uid === USER ? otherUser : user,
    labels,
    env: {},
    mounts: [{ source: folder, inside: INSIDE.egress, isWritable: false }],
    memoryFolders: [],
    limits: LIMITS,
    seccomp,
    ...(runtime !== undefined && { runtime }),
    workingFolder: '/',
    hasLowPorts: true,
  };
}
