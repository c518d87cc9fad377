import { modernVerdict } from './modernVerdict';
import { readMessages } from './readMessages';

const discovered = (supportedVersions: string[]) => ({
  result: { supportedVersions, capabilities: {} },
});
const error = (code: number, data?: object) => ({
  error: { code, message: 'no', data },
});

describe('modernVerdict', () => {
  it.each<[string, number, object | string, boolean | undefined]>([
    ['a discovery', 200, discovered(['2026-07-28']), true],
    ['a version that nobody knows', 200, discovered(['2099-01-01']), false],
    ['another result', 200, { result: {} }, false],
    ['no such method', 404, error(-32601), false],
    ['no session', 400, error(-32000), false],
    ['headers that do not agree', 400, error(-32020), true],
    ['a missing capability', 400, error(-32021), true],
    [
      'another version, ours among those named',
      400,
      error(-32022, { supported: ['2026-07-28'] }),
      true,
    ],
    [
      'another version, ours not among them',
      400,
      error(-32022, { supported: ['2025-11-25'] }),
      false,
    ],
    ['what is no message', 200, 'hello', false],
    ['nothing', 405, '', false],
    ['a sign-in', 401, error(-32001), undefined],
    ['too many requests', 429, '', undefined],
    ['a failure', 503, '', undefined],
  ])('%s', (_, status, body, verdict) => {
    const text =
      typeof body === 'string'
        ? body
        : JSON.stringify({ jsonrpc: '2.0', id: 1, ...body });
    expect(modernVerdict(status, readMessages(text)[0])).toBe(verdict);
  });
});
