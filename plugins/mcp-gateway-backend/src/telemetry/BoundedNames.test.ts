import type { Call } from '../pipeline/types';
import { BoundedNames } from './BoundedNames';

const call = (server: string, tool: string, approved = ['echo', 'note']) =>
  ({
    serverRef: `api:default/${server}`,
    message: { method: 'tools/call', tool },
    document: {
      serverRef: `api:default/${server}`,
      approvedRevision: { tools: approved.map(name => ({ name })) },
    },
  } as unknown as Call);

describe('BoundedNames', () => {
  it('takes tools of the approved surface alone', () => {
    const names = BoundedNames.create();
    expect(names.tool(call('a', 'echo'))).toBe('echo');
    expect(names.tool(call('a', 'made-up'))).toBe('_OTHER');
    expect(names.tool({ ...call('a', 'echo'), document: undefined })).toBe(
      '_OTHER',
    );
  });

  it('takes servers that the registry knows, and the endpoint over all', () => {
    const names = BoundedNames.create();
    expect(names.server(call('a', 'echo'))).toBe('api:default/a');
    expect(names.server({ serverRef: 'api:default/made-up' })).toBe('_OTHER');
    expect(names.server({ serverRef: '*' })).toBe('*');
  });

  it('puts what is beyond a bound into one bucket, and keeps what it has', () => {
    const names = BoundedNames.create({ maxServers: 2, maxTools: 2 });
    const servers = ['a', 'b', 'c', 'a'].map(one =>
      names.server(call(one, 'echo')),
    );
    expect(servers).toEqual([
      'api:default/a',
      'api:default/b',
      '_OTHER',
      'api:default/a',
    ]);
    const tools = ['a', 'b', 'c', 'b'].map(one =>
      names.tool(call(one, 'echo')),
    );
    expect(tools).toEqual(['echo', 'echo', '_OTHER', 'echo']);
  });

  it('knows methods and versions of the protocol alone', () => {
    const names = BoundedNames.create();
    expect(names.methodNamed('tools/call')).toBe('tools/call');
    expect(names.methodNamed('made/up')).toBe('_OTHER');
    expect(names.version('2025-11-25')).toBe('2025-11-25');
    expect(names.version('made-up')).toBe('_OTHER');
  });
});
