/** A server of the session era does not know a session any more: another one must be begun. */
export class SessionLost extends Error {
  override readonly name = 'SessionLost';

  constructor() {
    super('The server has ended the session');
  }
}
