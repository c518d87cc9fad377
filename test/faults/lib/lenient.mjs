import { visit } from 'jsonc-parser';

/**
 * Everything that some lenient reader may take for a value of a JSON text: of duplicate keys each one, keys without regard
 * to case as Unicode folds it, comments and trailing commas taken, broken texts read as far as they go.
 * @returns {{methods: unknown[], names: unknown[], uris: unknown[]}}
 */
export function lenientReadings(text) {
  const found = { methods: [], names: [], uris: [] };
  const path = [];
  const isMessage = [/^method$/iu];
  const inParams = name => [/^params$/iu, name];
  const matches = patterns =>
    path.length === patterns.length &&
    patterns.every((pattern, i) => pattern.test(String(path[i])));
  let key;
  const enter = () => {
    path.push(key ?? 0);
    key = undefined;
  };
  const leave = () => {
    path.pop();
    key = undefined;
  };
  let depth = 0;
  const begin = () => {
    if (depth++ > 0) enter();
  };
  const end = () => {
    if (--depth > 0) leave();
  };
  visit(
    text.replace(/^\ufeff/, ''),
    {
      onObjectBegin: begin,
      onArrayBegin: begin,
      onObjectEnd: end,
      onArrayEnd: end,
      onObjectProperty: name => {
        key = name;
      },
      onLiteralValue: value => {
        path.push(key ?? 0);
        if (matches(isMessage)) found.methods.push(value);
        if (matches(inParams(/^name$/iu))) found.names.push(value);
        if (matches(inParams(/^uri$/iu))) found.uris.push(value);
        path.pop();
      },
    },
    { disallowComments: false, allowTrailingComma: true },
  );
  return found;
}
