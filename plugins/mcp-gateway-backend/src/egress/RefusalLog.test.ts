import { mockServices } from '@backstage/backend-test-utils';
import { RefusalLog } from './RefusalLog';

describe('RefusalLog', () => {
  it('writes each refusal; of very many in a second, how many there were', () => {
    const logger = mockServices.logger.mock();
    let ms = 0;
    const log = RefusalLog.create({ logger, now: () => ms });
    const refuse = (host: string) =>
      log.add({ why: 'No reason', host, port: 443 });
    const written = () => logger.warn.mock.calls.map(([text]) => text);

    refuse('a.example');
    log.add({ why: 'Not a URL' });
    expect(written()).toEqual([
      'The gateway does not connect to a.example:443: No reason',
      'The gateway does not connect to an address: Not a URL',
    ]);

    ms = 1000;
    for (let at = 0; at < 500; at++) refuse('b.example');
    expect(written()).toHaveLength(12);

    ms = 2000;
    refuse('c.example');
    expect(written().slice(12)).toEqual([
      'The gateway did not connect to 490 more addresses',
      'The gateway does not connect to c.example:443: No reason',
    ]);
  });

  it('tells the count when nothing follows either', () => {
    jest.useFakeTimers();
    try {
      const logger = mockServices.logger.mock();
      const log = RefusalLog.create({ logger });
      for (let at = 0; at < 25; at++) log.add({ why: 'No reason' });
      jest.advanceTimersByTime(1000);
      expect(logger.warn.mock.lastCall).toEqual([
        'The gateway did not connect to 15 more addresses',
      ]);
    } finally {
      jest.useRealTimers();
    }
  });
});
