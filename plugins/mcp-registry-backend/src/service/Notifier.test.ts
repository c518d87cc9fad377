import { mockServices } from '@backstage/backend-test-utils';
import { serverEntity } from '../__testUtils__/entities';
import { person } from '../__testUtils__/people';
import { Notifier } from './Notifier';

describe('Notifier', () => {
  it('logs what cannot be sent and goes on', async () => {
    const logger = mockServices.logger.mock();
    const notifier = Notifier.create({
      notifications: {
        send: async () => {
          throw new Error('mail is down');
        },
      },
      logger,
      approverGroups: ['group:default/security'],
    });
    await notifier.accessRequested(
      {
        id: '1',
        route: 'owner',
        requestedBy: person('alice').userEntityRef,
        purpose: 'work',
      } as never,
      {
        display: { title: serverEntity().metadata.title },
        facts: { owner: 'group:default/data-platform' },
      } as never,
    );
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('mail is down'),
    );
  });
});
