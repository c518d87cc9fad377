import { readClient } from './readClient';

describe('readClient', () => {
  it('takes what a client says of itself', () => {
    expect(
      readClient({
        protocolVersion: '2025-06-18',
        clientInfo: { name: 'sdk', version: '1.0.0', icons: [] },
        capabilities: { roots: { listChanged: true }, tasks: { list: {} } },
      }),
    ).toEqual({
      protocolVersion: '2025-06-18',
      client: { name: 'sdk', version: '1.0.0' },
      capabilities: { roots: { listChanged: true }, tasks: { list: {} } },
    });
  });

  it('keeps of long capabilities what the gateway can serve from elsewhere', () => {
    const experimental = { x: 'y'.repeat(600) };
    const elicitation = { form: {}, url: {} };
    expect(
      readClient({ capabilities: { elicitation, experimental } }).capabilities,
    ).toEqual({ elicitation });
    expect(
      readClient({ capabilities: { sampling: experimental, roots: {} } })
        .capabilities,
    ).toEqual({ sampling: {}, roots: {} });
  });

  it.each([
    [undefined],
    [{}],
    [{ protocolVersion: 1, clientInfo: 'x', capabilities: [] }],
    [{ protocolVersion: 'v'.repeat(100), clientInfo: { name: 'x' } }],
  ])('takes nothing of what is not as it should be: %j', params => {
    expect(readClient(params)).toEqual({});
  });
});
