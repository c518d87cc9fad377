import {
  DATA_CLASSIFICATION_ANNOTATION,
  readDataClassification,
} from './reachedClassification';

describe('readDataClassification', () => {
  it.each([
    [undefined, undefined],
    ['confidential', 'confidential'],
    [' Public ', 'public'],
    ['secret', 'restricted'],
    ['', 'restricted'],
  ])('%s: %s', (said, expected) => {
    expect(
      readDataClassification({
        metadata:
          said === undefined
            ? {}
            : { annotations: { [DATA_CLASSIFICATION_ANNOTATION]: said } },
      }),
    ).toBe(expected);
  });
});
