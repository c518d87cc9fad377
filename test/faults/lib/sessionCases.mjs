import fc from 'fast-check';

/** What is done to real session ids of two people: `given` is the person whose id it is, `by` who uses it. */
export const sessionCases = fc.record({
  by: fc.constantFrom('alice', 'dave'),
  given: fc.constantFrom('alice', 'dave'),
  httpMethod: fc.constantFrom('POST', 'POST', 'GET', 'DELETE'),
  edits: fc.array(
    fc.oneof(
      fc.record({
        kind: fc.constant('replace'),
        at: fc.nat(2000),
        with: fc.constantFrom('A', 'b', '0', '.', '-', '_', '=', '%2e', ' '),
      }),
      fc.record({ kind: fc.constant('cut'), at: fc.nat(2000) }),
      fc.record({ kind: fc.constant('splice'), at: fc.nat(2000) }),
      fc.record({ kind: fc.constant('append'), text: fc.base64String() }),
      fc.record({ kind: fc.constant('upstream') }),
      fc.record({ kind: fc.constant('twice') }),
    ),
    { maxLength: 2 },
  ),
});

/** The session id of a case. */
export function edited(id, other, edits) {
  return edits.reduce((text, edit) => {
    const at = (edit.at ?? 0) % (text.length + 1);
    switch (edit.kind) {
      case 'replace':
        return text.slice(0, at) + edit.with + text.slice(at + 1);
      case 'cut':
        return text.slice(0, at);
      case 'splice':
        return text.slice(0, at) + other.slice(at);
      case 'append':
        return text + edit.text;
      case 'upstream':
        return 'upstream-1';
      case 'twice':
        return `${text}, ${text}`;
      default:
        throw new Error(`No such edit: ${edit.kind}`);
    }
  }, id);
}
