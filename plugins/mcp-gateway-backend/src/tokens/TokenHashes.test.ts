import { hash } from 'node:crypto';
import { TokenHashes } from './TokenHashes';

const sha256 = (text: string) => hash('sha256', text, 'base64url');

describe('TokenHashes', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('names each token by its SHA-256, however often and among however many it comes', () => {
    const hashes = TokenHashes.create();
    for (let round = 0; round < 2; round++) {
      for (let at = 0; at < 3_000; at++) {
        expect(hashes.of(`token ${at}`)).toBe(sha256(`token ${at}`));
      }
    }
  });

  it('keeps no timer while nothing is kept', () => {
    const hashes = TokenHashes.create();
    expect(jest.getTimerCount()).toBe(0);
    hashes.of('one');
    hashes.of('another');
    expect(jest.getTimerCount()).toBe(1);
    jest.advanceTimersByTime(5_000);
    expect(jest.getTimerCount()).toBe(0);
    expect(hashes.of('one')).toBe(sha256('one'));
    expect(jest.getTimerCount()).toBe(1);
  });
});
