import { asHeader } from './asHeader';

describe('asHeader', () => {
  it.each([
    [{}, { authorization: 'Bearer s3cret' }],
    [{ scheme: 'Token' }, { authorization: 'Token s3cret' }],
    [{ scheme: '' }, { authorization: 's3cret' }],
    [{ header: 'AUTHORIZATION' }, { authorization: 'Bearer s3cret' }],
    [{ header: 'X-Api-Key' }, { 'x-api-key': 's3cret' }],
    [{ header: 'X-Api-Key', scheme: 'Key' }, { 'x-api-key': 'Key s3cret' }],
  ])('of %j makes %j', (config, headers) => {
    expect(asHeader(config, 's3cret')).toEqual({
      kind: 'headers',
      headers,
      secrets: ['s3cret'],
    });
  });

  it.each(['', ' a', 'a ', 'a\r\nx: y', 'a\nb', 'a\0b', 'ä', 'a\tb'])(
    'makes no header of %j, and does not repeat it',
    secret => {
      expect(asHeader({}, secret)).toEqual({
        kind: 'misconfigured',
        text: 'The credential holds characters that no header can carry.',
      });
    },
  );
});
