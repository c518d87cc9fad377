import { readSessionName, writeSessionName } from './sessionName';

describe('the name of a session with a server that speaks HTTP', () => {
  it('says where it is, whatever the server calls it', () => {
    const session = {
      key: 'b7e1a3f0-0000-4000-8000-000000000001',
      endpointId: 'a1b2-0',
      own: 'w-a.b.c!~',
    };
    expect(readSessionName(writeSessionName(session))).toEqual(session);
  });

  it.each(['', 'h-b7e1', 'w-b7e1a3f0-0000-4000-8000-000000000001.a.', 'a.b.c'])(
    'is not %j',
    text => expect(readSessionName(text)).toBeUndefined(),
  );
});
