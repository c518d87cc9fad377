import { isLoopback } from './onlyFromThisMachine';

describe('isLoopback', () => {
  it.each(['127.0.0.1', '127.8.9.1', '::1', '::ffff:127.0.0.1'])(
    'knows %s as this machine',
    address => {
      expect(isLoopback(address)).toBe(true);
    },
  );

  it.each([undefined, '', '10.0.0.1', '::ffff:10.0.0.1', '127.0.0.1.evil'])(
    'does not take %s for it',
    address => {
      expect(isLoopback(address)).toBe(false);
    },
  );
});
