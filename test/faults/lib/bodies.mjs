import fc from 'fast-check';

const METHODS = [
  ...['tools/call', 'tools/list', 'resources/read', 'prompts/get'],
  ...['completion/complete', 'resources/subscribe', 'admin/drop'],
  ...['tasks/get', 'initialize', 'Tools/Call', 'tools/call\u0000'],
];
const TOOLS = ['echo', 'wipe', 'Echo', 'echo\u0000', 'ech\u043e', ' echo'];
const KEYS = {
  method: ['method', 'Method', 'METHOD', 'm\\u0065thod', 'metho\\u0064'],
  params: ['params', 'Params', 'param\u017f', 'p\\u0061rams'],
  name: ['name', 'Name', 'NAME', 'n\\u0061me', 'name\\u0000'],
};
const key = which => fc.constantFrom(...KEYS[which]).map(text => `"${text}"`);
const string = values => fc.constantFrom(...values).map(v => JSON.stringify(v));
const odd = fc.constantFrom(
  ...['null', '1e400', '-0', '[]', '{}', 'true', 'NaN', "'x'", '"\\ud800"'],
);
const space = fc.constantFrom('', '', '', ' ', '\n', '\t', '/*x*/', '\u00a0');

/** Members of an object as text, in any order, some of them twice. */
const object = members =>
  fc
    .tuple(fc.array(fc.oneof(...members), { maxLength: 5 }), space, space)
    .map(
      ([list, before, after]) =>
        `{${before}${list.join(`,${after}`)}${before}}`,
    );
const member = (name, value) =>
  fc.tuple(name, space, value).map(([k, s, v]) => `${k}${s}:${v}`);

const params = fc.oneof(
  { weight: 3, arbitrary: fc.constant('{"name":"echo","arguments":{}}') },
  { weight: 1, arbitrary: fc.constant('{"name":"wipe"}') },
  {
    weight: 4,
    arbitrary: object([
      member(key('name'), fc.oneof(string(TOOLS), odd)),
      member(
        fc.constantFrom('"arguments"', '"uri"', '"_meta"', '"task"'),
        fc.oneof(fc.json({ maxDepth: 3 }), odd),
      ),
    ]),
  },
);
const message = object([
  member(fc.constant('"jsonrpc"'), fc.constantFrom('"2.0"', '"2.0"', '"1.0"')),
  member(fc.constant('"id"'), fc.oneof(fc.constantFrom('1', '"a"'), odd)),
  member(key('method'), fc.oneof(string(METHODS), odd)),
  member(key('params'), fc.oneof(params, odd)),
]);
/** A message with all it needs, so that most cases get past the first check; what is added may come twice. */
const complete = fc
  .tuple(string(METHODS), params, message)
  .map(
    ([method, value, more]) =>
      `{"jsonrpc":"2.0","id":1,"method":${method},"params":${value},${more.slice(
        1,
      )}`,
  );
const plain = fc
  .tuple(string(METHODS), params)
  .map(
    ([method, value]) =>
      `{"jsonrpc":"2.0","id":1,"method":${method},"params":${value}}`,
  );

/** Bytes in place of others, or between them. */
const damaged = fc
  .tuple(
    fc.oneof(plain, complete),
    fc.array(
      fc.tuple(
        fc.nat(400),
        fc.constantFrom(
          ...[[0xff], [0xc0, 0xaf], [0], [0xed, 0xa0, 0x80], [0x22], [0x7b]],
          ...[[0x5c], [0x0a], [0xef, 0xbb, 0xbf], []],
        ),
        fc.nat(2),
      ),
      { minLength: 1, maxLength: 3 },
    ),
  )
  .map(([text, edits]) => {
    let bytes = Buffer.from(text);
    for (const [at, put, cut] of edits) {
      const from = at % (bytes.length + 1);
      bytes = Buffer.concat([
        bytes.subarray(0, from),
        Buffer.from(put),
        bytes.subarray(from + cut),
      ]);
    }
    return bytes;
  });
const deep = fc
  .tuple(fc.constantFrom('[', '{"a":'), fc.nat(3000))
  .map(([open, count]) => `{"jsonrpc":"2.0","params":${open.repeat(count)}`);

/** Bodies around the line between what is decided and what is read. */
export const bodies = fc
  .record({
    body: fc.oneof(
      { weight: 3, arbitrary: plain },
      { weight: 4, arbitrary: complete },
      { weight: 3, arbitrary: message },
      { weight: 3, arbitrary: damaged },
      { weight: 1, arbitrary: fc.array(plain, { maxLength: 3 }).map(String) },
      {
        weight: 1,
        arbitrary: fc
          .array(plain, { maxLength: 3 })
          .map(list => `[${list.join(',')}]`),
      },
      { weight: 1, arbitrary: fc.json() },
      { weight: 1, arbitrary: deep },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) },
    ),
    contentType: fc.constantFrom(
      ...Array(8).fill('application/json'),
      ...[
        'application/json; charset=utf-16',
        'text/plain',
        'application/jsonx',
      ],
      ...['application/json;charset=utf-8', 'multipart/form-data', ''],
    ),
  })
  .map(({ body, contentType }) => ({
    body: Buffer.from(body).toString('base64'),
    headers: { 'content-type': contentType },
  }));
