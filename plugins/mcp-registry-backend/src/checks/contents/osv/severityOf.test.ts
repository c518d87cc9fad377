import { severityOf } from './severityOf';

describe('severityOf', () => {
  it.each([
    ['critical', 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 9.8],
    ['high', 'CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H', 7.5],
    ['medium', 'CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N', 6.1],
    ['low', 'CVSS:3.1/AV:L/AC:H/PR:L/UI:R/S:U/C:L/I:N/A:N', 2.2],
    ['none', 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N', 0],
    [
      'critical',
      'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N',
      9.3,
    ],
    ['high', 'AV:N/AC:L/Au:N/C:P/I:P/A:P', 7.5],
  ])('is %s by %s', (severity, score, number) => {
    expect(severityOf({ vectors: [{ score }] })).toEqual({
      severity,
      score: number,
    });
  });

  it('is the worst of several vectors, and not a word beside them', () => {
    const vectors = [
      { score: 'CVSS:3.1/AV:L/AC:H/PR:L/UI:R/S:U/C:L/I:N/A:N' },
      { score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H' },
    ];
    expect(severityOf({ vectors, word: 'LOW' }).severity).toBe('high');
  });

  it.each([
    ['MODERATE', 'medium'],
    ['CRITICAL', 'critical'],
    ['constructor', 'unknown'],
    [undefined, 'unknown'],
  ])('goes by the word %s where no vector says it', (word, severity) => {
    const vectors = [{ score: 'CVSS:3.1/AV:N/AC:L' }, { score: 'rubbish' }];
    expect(severityOf({ vectors, ...(word && { word }) })).toEqual({
      severity,
    });
  });
});
