import { skeleton } from '../text/confusables';
import { knownSkeleton, prepareNames } from './knownSkeleton';

describe('knownSkeleton', () => {
  it('is the skeleton, the first and the second time', () => {
    for (const name of ['orders', 'оrders', 'get_user', 'get_user']) {
      expect(knownSkeleton(name)).toBe(skeleton(name));
    }
  });

  it('lets others go on while many names are read, and not where nothing is new', async () => {
    const names = Array.from({ length: 2100 }, (_, index) => `name_${index}`);
    const pause = jest.fn(async () => {});
    await prepareNames(names, pause);
    expect(pause).toHaveBeenCalledTimes(5);
    await prepareNames(names, pause);
    expect(pause).toHaveBeenCalledTimes(5);
  });
});
