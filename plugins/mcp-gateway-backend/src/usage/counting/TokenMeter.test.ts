import type { ParsedMessage } from '../../pipeline/types';
import type { CountJob } from './TokenWorker';
import { TokenMeter } from './TokenMeter';

const message: ParsedMessage = {
  bytes: Buffer.from('{"params":{}}'),
  kind: 'request',
  method: 'tools/call',
  era: 'modern',
};

describe('TokenMeter', () => {
  const told = jest.fn();
  const count = jest.fn();
  const stop = jest.fn();
  const create = () => {
    const meter = TokenMeter.create({ worker: { count, stop } });
    meter.listen(told);
    return meter;
  };
  const answer = { outcome: 'ok', bytes: 400, head: [Buffer.from('{}')] };
  const counts = { tokensIn: 1, tokensOut: 2, isEstimated: false };

  beforeEach(() => {
    told.mockReset();
    count.mockReset().mockReturnValue(true);
  });

  it('hands heads over and tells numbers only', () => {
    count.mockImplementation((_: CountJob, done) => {
      done(counts);
      return true;
    });
    const meter = create();
    meter.note({ id: 'a', message }, answer);
    meter.flush();
    meter.flush();
    expect(told.mock.calls).toEqual([[[{ id: 'a', ...counts }]]]);
  });

  it.each(['full', 'failed'])('takes it from the size when %s', why => {
    count.mockImplementation((_: CountJob, done) => {
      if (why === 'full') return false;
      done(undefined);
      return true;
    });
    const meter = create();
    meter.note({ id: 'a', message }, answer);
    meter.flush();
    expect(told).toHaveBeenCalledWith([
      { id: 'a', tokensIn: 4, tokensOut: 100, isEstimated: true },
    ]);
  });

  it('tells of each call once', async () => {
    count.mockReturnValue(false);
    const meter = create();
    meter.note({ id: 'a', message }, answer);
    meter.note({ id: 'b', message }, answer);
    meter.flush();
    meter.flush();
    const guess = { tokensIn: 4, tokensOut: 100, isEstimated: true };
    const both = [
      { id: 'a', ...guess },
      { id: 'b', ...guess },
    ];
    expect(told.mock.calls).toEqual([[both]]);
    // What is still being counted when it ends is told as well.
    count.mockImplementation((_: CountJob, done) => {
      stop.mockImplementation(() => done(undefined));
      return true;
    });
    meter.note({ id: 'c', message }, answer);
    await meter.close();
    expect(told.mock.calls).toEqual([[both], [[{ id: 'c', ...guess }]]]);
  });

  it('counts nothing of what is no use of a tool, nor of what broke off', () => {
    const meter = create();
    meter.note(
      { id: 'a', message: { ...message, method: 'tools/list' } },
      answer,
    );
    meter.note({ id: 'b', message }, { ...answer, outcome: 'client-closed' });
    meter.note({ id: 'c' }, answer);
    expect(count).not.toHaveBeenCalled();
  });
});
