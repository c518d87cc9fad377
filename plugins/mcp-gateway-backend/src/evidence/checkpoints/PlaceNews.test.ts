import { mockServices } from '@backstage/backend-test-utils';
import { PlaceNews } from './PlaceNews';

describe('PlaceNews', () => {
  const send = jest.fn();
  const logger = mockServices.logger.mock();
  const news = (recipients: string[]) =>
    PlaceNews.create({ notifications: { send }, recipients, logger });

  beforeEach(() => send.mockReset());

  it('tells those who hear of alerts, in one entry per place', async () => {
    const told = news(['group:default/platform']);
    await told.failing('export[0]', 'No\u001b room');
    await told.mended('export[0]');
    expect(send.mock.calls.map(([{ payload }]) => payload)).toEqual([
      expect.objectContaining({
        ...{ severity: 'high', scope: 'mcp-checkpoints:export[0]' },
        description: expect.stringMatching(
          /^export\[0\] does not take them: No.+ room\. Until/,
        ),
      }),
      expect.objectContaining({
        ...{ severity: 'low', scope: 'mcp-checkpoints:export[0]' },
      }),
    ]);
    expect(send.mock.calls[0][0].recipients).toEqual({
      ...{ type: 'entity', entityRef: ['group:default/platform'] },
    });
    expect(JSON.stringify(send.mock.calls)).not.toContain('\\u001b');
  });

  it('harms nothing where nobody can be told, or is to be', async () => {
    send.mockRejectedValue(new Error('away'));
    await news(['group:default/platform']).failing('export[0]', 'x');
    expect(logger.error).toHaveBeenCalledTimes(1);
    await news([]).failing('export[0]', 'x');
    expect(send).toHaveBeenCalledTimes(1);
  });
});
