import { proceed, refuse, type Stage } from './types';

/**
 * A session belongs to one client of one person at one server: another's, an ended, an old or a made-up one is unknown
 * alike.
 */
export const bindSession: Stage = call => {
  const isNamed =
    call.headers['mcp-session-id'] !== undefined &&
    call.message?.era !== 'modern';
  return isNamed && !call.session
    ? refuse(call, 'session.unknown')
    : proceed(call);
};
