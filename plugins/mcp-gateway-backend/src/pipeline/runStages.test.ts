import { ServiceUnavailableError } from '@backstage/errors';
import { runStages } from './runStages';
import { type Call, proceed, refuse, type Stage } from './types';

const incoming = { id: 'a', serverRef: 'api:default/orders' } as Call;
const named: Stage = call => proceed(call, { team: 'group:default/web' });
const fails =
  (error: Error): Stage =>
  async () => {
    throw error;
  };

describe('runStages', () => {
  const onError = jest.fn();
  beforeEach(() => onError.mockReset());

  it('hands on what stages find out, and stops at the one that refuses', async () => {
    const never = jest.fn();
    const result = await runStages(
      [named, call => refuse(call, 'grant.missing'), never],
      incoming,
      onError,
    );
    expect(result).toMatchObject({
      ...{ kind: 'deny', reason: 'grant.missing' },
      call: { team: 'group:default/web' },
    });
    expect(never).not.toHaveBeenCalled();
  });

  it.each([
    [
      'who does not answer right now',
      new ServiceUnavailableError('no catalog'),
      { reason: 'internal.unavailable' },
    ],
    ['a mistake', new Error('broken'), { reason: 'internal.error' }],
  ])('refuses because of %s, and says it', async (_, error, expected) => {
    const result = await runStages([named, fails(error)], incoming, onError);
    expect(result).toMatchObject({ kind: 'deny', ...expected });
    expect(onError).toHaveBeenCalledWith(error, expect.anything());
    const { refusal } = result.call;
    // Only what passes is worth another try.
    expect(refusal?.retryAfterSeconds !== undefined).toBe(
      expected.reason === 'internal.unavailable',
    );
  });
});
