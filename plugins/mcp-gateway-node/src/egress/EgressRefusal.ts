/**
 * A connection that a server may not have. The message is for people.
 *
 * @public
 */
export class EgressRefusal extends Error {
  override readonly name = 'EgressRefusal';
}
