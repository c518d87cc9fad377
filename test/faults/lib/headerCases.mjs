import fc from 'fast-check';

const sentinel = text => `=?base64?${Buffer.from(text).toString('base64')}?=`;
const NAMES = ['echo', 'wipe', 'ECHO', 'echo ', 'echo, echo', 'ech\u043e'];
const METHODS = ['tools/call', 'tools/list', 'resources/read', 'TOOLS/CALL'];
const VERSIONS = ['2026-07-28', '2025-11-25', '2024-11-05', '9999-99-99', ''];

const encodings = values =>
  fc
    .constantFrom(...values)
    .chain(value =>
      fc.constantFrom(
        ...[value, sentinel(value), sentinel(value).replace(/=\?=$/, '?=')],
        ...[sentinel(value).toUpperCase(), `${sentinel(value)} `, `"${value}"`],
        `=?base64?${Buffer.from(value).toString('base64url')}\u00ff?=`,
        `=?base64?${Buffer.from(value).toString('base64')}=?=`,
      ),
    );
const latin = value => Buffer.from(value, 'utf8').toString('latin1');
const header = (name, values) =>
  fc
    .tuple(
      fc.constantFrom(name, name.toUpperCase(), name.replace('-', '_')),
      encodings(values),
    )
    .map(([key, value]) => [key, latin(value).replace(/[\r\n\0]/g, '')]);

/** Headers that agree with the body, or nearly, or say something else; some of them twice. */
export const headerCases = fc
  .record({
    method: fc.constantFrom(...METHODS),
    name: fc.constantFrom(...NAMES),
    version: fc.constantFrom('2026-07-28', '2026-07-28', ...VERSIONS),
    headers: fc.array(
      fc.oneof(
        header('mcp-method', METHODS),
        header('mcp-name', NAMES),
        header('mcp-protocol-version', VERSIONS),
        header('mcp-param-region', ['eu', 'us']),
        header('x-forwarded-host', ['evil.example']),
      ),
      { maxLength: 6 },
    ),
    mirrored: fc.boolean(),
  })
  .map(({ method, name, version, headers, mirrored }) => ({
    body: Buffer.from(
      JSON.stringify({
        jsonrpc: '2.0',
        id: 1,
        method,
        params: {
          name,
          arguments: { region: 'eu' },
          ...(version !== '' && {
            _meta: {
              'io.modelcontextprotocol/protocolVersion': version,
              'io.modelcontextprotocol/clientCapabilities': {},
            },
          }),
        },
      }),
    ).toString('base64'),
    rawHeaders: [
      ['content-type', 'application/json'],
      ...(mirrored
        ? [
            ['mcp-protocol-version', version],
            ['mcp-method', method],
            ['mcp-name', latin(name).trim()],
          ]
        : []),
      ...headers,
    ],
  }));
