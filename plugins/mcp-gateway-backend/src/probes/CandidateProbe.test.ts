import { CandidateProbe } from './CandidateProbe';

describe('CandidateProbe', () => {
  const remote = { probe: jest.fn(async () => ({ ok: true as boolean })) };
  const hosted = { probe: jest.fn(async () => ({ ok: true })) };
  const ask = jest.fn(async () => 'closed' as const);
  const probe = CandidateProbe.create({ remote, hosted, ask });
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

  it('tells whether a server answers anybody: asks, where it has not just seen it', async () => {
    const credential = { type: 'signed-assertion' as const };
    const seen = async (more: object = {}) =>
      (await probe.probe({ serverId: 's', upstream, ...more })).observed;
    ask.mockClear();
    expect(await seen()).toEqual({ withoutCredential: 'open' });
    expect(ask).not.toHaveBeenCalled();
    expect(await seen({ credential })).toEqual({ withoutCredential: 'closed' });
    remote.probe.mockResolvedValueOnce({ ok: false });
    expect(await seen()).toEqual({ withoutCredential: 'closed' });
    expect(ask).toHaveBeenCalledWith(upstream);
  });
});
