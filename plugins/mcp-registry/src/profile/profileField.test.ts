import { validateProfile } from './profileField';

describe('validateProfile', () => {
  const errorsOf = (value: unknown) => {
    const addError = jest.fn();
    validateProfile(
      value,
      { addError },
      { apiHolder: { get: () => undefined } },
    );
    return addError.mock.calls.length;
  };

  it.each([
    [undefined],
    [{}],
    [{ network: { outbound: { insecure_allow_all: true } } }],
    [{ write: ['/etc:/data'] }],
  ])('lets %j pass: what is dangerous is for reviewers', value => {
    expect(errorsOf(value)).toBe(0);
  });

  it.each([
    ['not understood', { network: { outbound: { allow_port: [null] } } }],
    ['half filled in', { write: ['volume://:'] }],
    ['impossible', { network: { outbound: { allow_port: [443] } } }],
    ['no profile', 'open'],
  ])('stops what is %s', (_, value) => {
    expect(errorsOf(value)).toBe(1);
  });
});
