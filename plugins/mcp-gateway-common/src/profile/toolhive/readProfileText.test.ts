import { readProfileText } from './readProfileText';

describe('readProfileText', () => {
  const network = {
    outbound: { allow_host: ['a.example'], allow_port: [443] },
  };

  it.each([
    ['JSON', JSON.stringify({ network })],
    [
      'YAML',
      'network:\n  outbound:\n    allow_host: [a.example]\n    allow_port: [443]\n',
    ],
  ])('reads %s', (_, text) => {
    expect(readProfileText(text)).toEqual({
      profile: { network },
      remarks: [],
    });
  });

  it.each([
    ['nothing', ''],
    ['a sentence', 'please open everything'],
    ['half of it', '{"network": {'],
    ['a book', `{"name": "${'x'.repeat(70_000)}"}`],
    [
      'a bomb',
      [
        'a: &a [x, x, x, x, x, x, x, x, x, x]',
        ...['b', 'c', 'd', 'e', 'f', 'g'].map((name, index) => {
          const last = String.fromCharCode(97 + index);
          return `${name}: &${name} [${Array(9).fill(`*${last}`).join(', ')}]`;
        }),
      ].join('\n'),
    ],
  ])('reads %s as no profile', (_, text) => {
    const { profile, remarks } = readProfileText(text);
    expect(profile).toBeUndefined();
    expect(remarks.map(({ code }) => code)).toEqual(['import.no-profile']);
  });

  it('takes no key for more than a key', () => {
    const { profile, remarks } = readProfileText(
      '{"__proto__": {"read": ["/etc"]}, "network": {"mode": "none", "outbound": {}}}',
    );
    expect(profile?.read).toBeUndefined();
    expect(remarks.map(({ code }) => code)).toEqual(['import.unknown-key']);
  });
});
