import { linted } from './linted';

describe('linted', () => {
  it('takes what of a form is filled in', () => {
    expect(
      linted({
        name: 'notes',
        package: { registry: 'npm', identifier: 'notes', version: '^1.0.0' },
        run: {
          command: '',
          args: ['/notes', undefined],
          env: { A: 'x', B: 1 },
        },
        isolation: 'per-user',
        credential: { type: 'personal-key' },
      }),
    ).toEqual({
      package: { registry: 'npm', version: '^1.0.0' },
      run: { args: ['/notes'], env: { A: 'x' } },
      isolation: 'per-user',
      credential: { type: 'personal-key' },
    });
  });

  it.each([
    [undefined],
    [null],
    ['x'],
    [{ package: { registry: 'npm' }, run: null, isolation: 'mine' }],
    [{ package: 7, run: { args: 'x', env: 'y' }, credential: { type: 'x' } }],
  ])('makes nothing of %j', form => {
    expect(linted(form)).toEqual({ run: {} });
  });
});
