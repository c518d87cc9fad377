import { parseMount } from './parseMount';

describe('parseMount', () => {
  it.each([
    ['/srv/data', { kind: 'path', source: '/srv/data', inside: '/srv/data' }],
    ['/srv/data:/data', { kind: 'path', source: '/srv/data', inside: '/data' }],
    ['/srv//a/./b/', { kind: 'path', source: '/srv/a/b', inside: '/srv/a/b' }],
    [
      'volume://memory:/data',
      { kind: 'volume', name: 'memory', inside: '/data' },
    ],
    ['/', { kind: 'path', source: '/', inside: '/' }],
  ])('reads %s', (text, mount) => {
    expect(parseMount(text)).toEqual(mount);
  });

  it.each([
    'data',
    './data:/data',
    '/srv/../etc:/data',
    '/srv/data:data',
    '/srv/data:/a:/b/..',
    '/srv/data:/a\n/b',
    'volume://memory',
    'volume://../x:/data',
    'volume://Memory:/data',
    'secret://vault:/data',
    'C:/data',
    '',
  ])('refuses %p', text => {
    expect(() => parseMount(text)).toThrow(
      expect.objectContaining({ name: 'InputError' }),
    );
  });
});
