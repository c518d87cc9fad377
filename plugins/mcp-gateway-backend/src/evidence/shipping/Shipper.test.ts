import { mockServices } from '@backstage/backend-test-utils';
import type { SpooledEvent } from './readEvents';
import { Shipper } from './Shipper';

const EVERY_MS = 250;

describe('Shipper', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  function create() {
    let written = 0;
    let taken = 0;
    let isDown = false;
    const shipped: number[] = [];
    const logger = mockServices.logger.mock();
    const shipper = Shipper.create({
      ...{ writer: 'writer-1', everyMs: EVERY_MS, logger },
      source: {
        next: async () => {
          const from = taken;
          taken = written;
          return Array.from({ length: written - from }, (_, n) =>
            eventAt(from + n + 1),
          );
        },
        takeRead: () => [],
      },
      store: {
        add: async (_, events) => {
          if (isDown) throw new Error('no database');
          shipped.push(events.length);
        },
      },
      writtenSeq: () => written,
      onRead: async () => {},
    });
    shipper.start();
    return {
      shipper,
      shipped,
      logger,
      setDown: (value: boolean) => {
        isDown = value;
      },
      /** What comes before the next look, and that look. */
      look: async (count: number) => {
        written += count;
        await jest.advanceTimersByTimeAsync(EVERY_MS);
      },
    };
  }

  it('ships what comes after silence with the next look', async () => {
    const { look, shipped, shipper } = create();
    await look(0);
    await look(1);
    expect(shipped).toEqual([1]);
    await look(0);
    await look(2);
    expect(shipped).toEqual([1, 2]);
    await shipper.stop();
  });

  it('lets what keeps coming go together, and waits for three looks at most', async () => {
    const { look, shipped, shipper } = create();
    await look(0);
    for (let n = 0; n < 9; n++) await look(10);
    expect(shipped).toEqual([10, 40, 40]);
    await shipper.stop();
  });

  it('does not wait once nothing more comes', async () => {
    const { look, shipped, shipper } = create();
    await look(0);
    await look(10);
    await look(5);
    expect(shipped).toEqual([10]);
    await look(0);
    expect(shipped).toEqual([10, 5]);
    await shipper.stop();
  });

  it('does not wait with what fills a transaction', async () => {
    const { look, shipped, shipper } = create();
    await look(0);
    await look(10);
    await look(500);
    expect(shipped).toEqual([10, 500]);
    await shipper.stop();
  });

  it('tries again what failed, however much comes meanwhile, and ships all on demand', async () => {
    const { look, shipped, setDown, shipper, logger } = create();
    setDown(true);
    await look(1);
    expect(shipper.error?.message).toBe('no database');
    setDown(false);
    await look(1);
    expect(shipped.reduce((sum, n) => sum + n)).toBe(2);
    expect(shipper.error).toBeUndefined();
    expect(logger.error).toHaveBeenCalledTimes(1);
    await look(1);
    expect(shipper.shippedSeq).toBe(2);
    await shipper.flush();
    expect(shipper.shippedSeq).toBe(3);
    await shipper.stop();
  });
});

function eventAt(seq: number): SpooledEvent {
  const place = { writer: 'writer-1', seq, prev: '', hash: '' };
  return { line: { ...place, event: '{}' }, event: undefined };
}
