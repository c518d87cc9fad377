import type {
  AccessDocument,
  RecordingBounds,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { activeServer } from '../__testUtils__/documents';
import { recording } from './recording';
import type { Call } from './types';

const BOUNDS: RecordingBounds = {
  default: 'none',
  maximum: 'full',
  fullUpTo: 'internal',
};

function call(
  document: Partial<AccessDocument> | undefined,
  method = 'tools/call',
  kind = 'request',
): Call {
  return {
    document: document && {
      ...activeServer('orders', 'http://x'),
      ...document,
    },
    message: { kind, method },
  } as Call;
}

async function kept(given: Call, bounds: Partial<RecordingBounds> = {}) {
  const result = await recording({ bounds: { ...BOUNDS, ...bounds } })(given);
  return { ...result, isSame: result.call === given };
}

describe('recording', () => {
  it.each([
    ['nobody wants it', call({})],
    ['its owner wants nothing', call({ recording: 'none' })],
    ['it is a list', call({ recording: 'full' }, 'tools/list')],
    [
      'it answers a question of the server',
      call({ recording: 'full' }, 'tools/call', 'response'),
    ],
    ['there is no such server', call(undefined)],
  ])('leaves a call as it is where %s', async (_why, given) => {
    expect(await kept(given)).toMatchObject({ kind: 'continue', isSame: true });
  });

  it('leaves every call as it is where the company keeps nothing', async () => {
    const given = call({ recording: 'full' });
    const { isSame } = await kept(given, { maximum: 'none' });
    expect(isSame).toBe(true);
  });

  it('says what is kept: what the owner wants, within what the company allows', async () => {
    const of = async (
      document: Partial<AccessDocument>,
      bounds: Partial<RecordingBounds> = {},
    ) => (await kept(call(document), bounds)).call.recording;
    expect(await of({ recording: 'full' })).toBe('full');
    expect(await of({}, { default: 'redacted' })).toBe('redacted');
    expect(await of({ recording: 'none' }, { default: 'redacted' })).toBe(
      undefined,
    );
    expect(
      await of({ recording: 'full', dataClassification: 'restricted' }),
    ).toBe('redacted');
  });
});
