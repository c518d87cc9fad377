import { moved, refused, type Transition } from './transition';

/** States of a server, as people see them. */
export const SERVER_STATUSES = [
  'registered',
  'waiting',
  'active',
  'deprecated',
  'suspended',
  'retired',
] as const;
/** See {@link SERVER_STATUSES}. */
export type ServerStatus = (typeof SERVER_STATUSES)[number];

/** Those in which a server is served. */
export const SERVED_STATUSES: readonly ServerStatus[] = [
  'active',
  'deprecated',
];

/** The facts behind a server's status. They are independent: a suspended server can get a new revision approved. */
export interface ServerLife {
  /** Its entity is gone from the catalog, or it has ended. */
  retired: boolean;
  /** Somebody retired it, or its last day came: for good, so nothing brings it back. It is retired, too. */
  ended: boolean;
  /** It is served until its last day, and then it ends. */
  deprecated: boolean;
  /** A person, or a change of its origin, stopped it. */
  suspended: boolean;
  /** It has an approved revision. */
  approved: boolean;
  /** A revision waits for review. */
  pending: boolean;
}

/**
 * What can happen to a server. `retire`: its entity is gone, `return`: and is back; `deprecate`: its last day is named, or another one,
 * `keep`: there is none after all; `end`: it is retired for good.
 */
export const SERVER_EVENTS = [
  'submit',
  'approve',
  'reject',
  'request-changes',
  'restore',
  'suspend',
  'resume',
  'retire',
  'return',
  'deprecate',
  'keep',
  'end',
] as const;
/** See {@link SERVER_EVENTS}. */
export type ServerEvent = (typeof SERVER_EVENTS)[number];

/** The life of a server that was just registered. */
export const NEW_SERVER_LIFE: Readonly<ServerLife> = {
  retired: false,
  ended: false,
  deprecated: false,
  suspended: false,
  approved: false,
  pending: false,
};

/** A server's status, from the facts. */
export function serverStatus(life: ServerLife): ServerStatus {
  if (life.retired) {
    return 'retired';
  }
  if (life.suspended) {
    return 'suspended';
  }
  if (life.approved) {
    return life.deprecated ? 'deprecated' : 'active';
  }
  return life.pending ? 'waiting' : 'registered';
}

/** The facts after an event, or why it cannot happen. */
export function nextServerLife(
  life: ServerLife,
  event: ServerEvent,
): Transition<ServerLife> {
  if (event === 'retire') {
    return life.retired
      ? refused('The server is already retired.')
      : moved({ ...life, retired: true });
  }
  // Whatever else it is: nobody has to undo something first to be rid of a server.
  if (event === 'end') {
    return life.ended
      ? refused('The server is already retired for good.')
      : moved({
          ...life,
          ended: true,
          retired: true,
          deprecated: false,
          pending: false,
        });
  }
  if (life.ended) {
    return refused('The server is retired for good.');
  }
  if (event === 'return') {
    return life.retired
      ? moved({ ...life, retired: false })
      : refused('The server is not retired.');
  }
  // Stopping must work whatever else is going on.
  if (event === 'suspend') {
    return life.suspended
      ? refused('The server is already suspended.')
      : moved({ ...life, suspended: true });
  }
  if (life.retired) {
    return refused('The server is retired: its entity left the catalog.');
  }
  switch (event) {
    case 'submit':
      return moved({ ...life, pending: true });
    case 'approve':
      return life.pending
        ? moved({ ...life, pending: false, approved: true })
        : refused('No revision of the server waits for review.');
    case 'reject':
    case 'request-changes':
      return life.pending
        ? moved({ ...life, pending: false })
        : refused('No revision of the server waits for review.');
    case 'restore':
      // What waits for review goes on waiting, and a server that somebody stopped stays stopped.
      return life.approved
        ? moved({ ...life })
        : refused(
            'Nothing of the server is approved, so there is no way back.',
          );
    case 'resume':
      return life.suspended
        ? moved({ ...life, suspended: false })
        : refused('The server is not suspended.');
    case 'deprecate':
      return life.approved
        ? moved({ ...life, deprecated: true })
        : refused('Nothing of the server is approved, so nobody uses it.');
    case 'keep':
      return life.deprecated
        ? moved({ ...life, deprecated: false })
        : refused('The server is not deprecated.');
    default:
      return unknownEvent(event);
  }
}

function unknownEvent(event: never): Transition<ServerLife> {
  return refused(`Nothing is known about "${String(event)}".`);
}
