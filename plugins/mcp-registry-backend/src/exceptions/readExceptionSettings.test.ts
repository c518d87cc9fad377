import { mockServices } from '@backstage/backend-test-utils';
import {
  DEFAULT_EXCEPTIONS,
  readExceptionSettings,
} from './readExceptionSettings';

const read = (exceptions?: object) =>
  readExceptionSettings(
    mockServices.rootConfig({
      data: exceptions ? { mcpRegistry: { exceptions } } : {},
    }),
  );

describe('readExceptionSettings', () => {
  it('has defaults', () => {
    expect(read()).toEqual(DEFAULT_EXCEPTIONS);
  });

  it('reads what is there, the earliest reminder first', () => {
    expect(
      read({ maxDays: { high: 14 }, remindDays: [1, 14, 3, 3], atEnd: 'keep' }),
    ).toEqual({
      maxDays: { ...DEFAULT_EXCEPTIONS.maxDays, high: 14 },
      remindDays: [14, 3, 1],
      atEnd: 'keep',
    });
  });

  it.each([
    [{ maxDays: { huge: 3 } }, 'huge'],
    [{ maxDays: { low: 0 } }, 'between 1 and 366'],
    [{ maxDays: { low: 1000 } }, 'between 1 and 366'],
    [{ maxDays: { low: 1.5 } }, 'whole days'],
    [{ remindDays: ['soon'] }, 'whole days'],
    [{ remindDays: 7 }, 'a list'],
    [{ atEnd: 'shrug' }, 'suspend or keep'],
  ])('refuses %j', (exceptions, text) => {
    expect(() => read(exceptions)).toThrow(text);
  });
});
