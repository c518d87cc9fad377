import { endChoices } from './endChoices';

const NOW = Date.parse('2026-11-29T10:00:00.000Z');

describe('endChoices', () => {
  it('are usual ends before the latest, and the latest', () => {
    expect(endChoices(NOW, '2026-12-29T09:59:58.000Z')).toEqual([
      '2026-11-30T10:00:00.000Z',
      '2026-12-06T10:00:00.000Z',
      '2026-12-13T10:00:00.000Z',
      '2026-12-29T09:59:58.000Z',
    ]);
  });

  it('are the latest alone where it is near', () => {
    expect(endChoices(NOW, '2026-11-29T12:00:00.000Z')).toEqual([
      '2026-11-29T12:00:00.000Z',
    ]);
  });
});
