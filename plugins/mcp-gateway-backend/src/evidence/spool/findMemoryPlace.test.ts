import { findMemoryPlace, type MemoryPlaceFacts } from './findMemoryPlace';

describe('findMemoryPlace', () => {
  const find = (facts: Partial<MemoryPlaceFacts>) =>
    findMemoryPlace({
      namespace: async kind =>
        kind === 'pid' ? 'pid:[4026531836]' : 'ipc:[4026531839]',
      userId: () => 0,
      typeOf: async () => 0x01021994,
      mayWrite: async () => {},
      ...facts,
    });
  const fail = () => Promise.reject(new Error('no such file'));

  it('is what all processes of the machine share', async () => {
    expect(await find({})).toBe('/dev/shm');
    expect(await find({ userId: () => 999 })).toBe('/dev/shm');
  });

  it.each<[string, Partial<MemoryPlaceFacts>]>([
    [
      'a container may end with its process',
      { namespace: async () => 'pid:[4026532201]' },
    ],
    [
      'a container that shares processes with the machine, and no memory',
      {
        namespace: async kind =>
          kind === 'pid' ? 'pid:[4026531836]' : 'ipc:[4026532202]',
      },
    ],
    ['no Linux', { namespace: fail }],
    ['people log out', { userId: () => 1_000 }],
    ['nobody knows who it is', { userId: () => undefined }],
    ['a disk', { typeOf: async () => 0xef53 }],
    ['nothing there', { typeOf: fail }],
    ['not allowed to write', { mayWrite: fail }],
  ])('is not there: %s', async (_, facts) => {
    expect(await find(facts)).toBeUndefined();
  });
});
