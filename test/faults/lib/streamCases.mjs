import fc from 'fast-check';

const tool = name => ({ name, inputSchema: { type: 'object' } });
const TOOLS = ['echo', 'wipe', 'Echo', 'grown'].map(tool);
const END = ['\n', '\r\n', '\r'];

const listing = fc
  .tuple(fc.subarray(TOOLS), fc.constantFrom(1, 2, null))
  .map(([tools, id]) =>
    JSON.stringify({ jsonrpc: '2.0', id, result: { tools } }),
  );
const text = fc.oneof(
  { weight: 5, arbitrary: listing },
  {
    weight: 1,
    arbitrary: listing.map(json => json.replace('"id"', '"ID":9,"id"')),
  },
  {
    weight: 1,
    arbitrary: fc.constant('{"jsonrpc":"2.0","method":"notifications/x"}'),
  },
  { weight: 1, arbitrary: fc.string() },
);
const field = end =>
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc
        .tuple(text, fc.nat(60), fc.constantFrom('data: ', 'data:'))
        .map(([json, at, name]) =>
          // White space between tokens is where a listing may go over several lines.
          /^\{"jsonrpc"/.test(json) && at > 40
            ? `${name}{${end}${name}${json.slice(1)}`
            : name + json.replace(/[\r\n]/g, ' '),
        ),
    },
    {
      weight: 3,
      arbitrary: fc.constantFrom(
        ...[
          'id: 7',
          'event: message',
          'retry: 10',
          ': comment',
          'data',
          'x: y',
        ],
        ...['\ufeffdata: {}', 'DATA: {}', 'id', 'event: endpoint', ''],
      ),
    },
  );

/** A stream of server-sent events for `tools/list`, right or wrong, in pieces. */
export const streamCases = fc.constantFrom(...END).chain(end =>
  fc.record({
    stream: fc
      .array(fc.array(field(end), { maxLength: 4 }), { maxLength: 5 })
      .map(events =>
        events
          .map(lines => lines.map(line => line + end).join('') + end)
          .join(''),
      ),
    cuts: fc.array(fc.nat(600), { maxLength: 6 }),
    whole: fc.boolean(),
  }),
);
