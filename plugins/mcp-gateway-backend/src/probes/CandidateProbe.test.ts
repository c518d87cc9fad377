import { CandidateProbe } from './CandidateProbe';

describe('CandidateProbe', () => {
  const remote = { probe: jest.fn(async () => ({ ok: true })) };
  const hosted = { probe: jest.fn(async () => ({ ok: true })) };
  const probe = CandidateProbe.create({ remote, hosted });
  const upstream = { type: 'sse' as const, url: 'https://x.example' };

  it('tries a candidate where it is, or runs it, and nothing that is both or neither', async () => {
    await probe.probe({ serverId: 's', upstream });
    expect(remote.probe).toHaveBeenCalledWith({ serverId: 's', upstream });
    await probe.probe({ serverId: 's', hosted: { a: 1 }, hosts: ['h'] });
    expect(hosted.probe).toHaveBeenCalledWith({
      serverId: 's',
      hosted: { a: 1 },
      hosts: ['h'],
    });
    await expect(probe.probe({ serverId: 's' })).rejects.toThrow('either');
    await expect(
      probe.probe({ serverId: 's', upstream, hosted: {} }),
    ).rejects.toThrow('either');
  });
});
