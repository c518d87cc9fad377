import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { InboxItem } from '../api/types';
import { anItem, aRequest, aServer } from '../__testUtils__/examples';
import { renderPage } from '../__testUtils__/renderPage';
import { DecidedItems } from './DecidedItems';

const AT = '2026-01-02T10:00:00.000Z';

async function show(...items: InboxItem[]): Promise<HTMLElement[]> {
  renderPage(<DecidedItems />, {
    registry: { listInbox: async () => ({ items, open: 0 }) },
  });
  await screen.findByRole('list', { name: 'Decided' });
  return screen
    .getAllByRole('listitem')
    .filter(item => within(item).queryByRole('heading'));
}

describe('DecidedItems', () => {
  it('tells of a version who decided, when and why, and its digest and history on opening', async () => {
    const [card] = await show({
      ...{ kind: 'revision', id: 'sha256:seen', createdAt: AT },
      server: aServer(),
      decided: {
        ...{ digest: 'sha256:seen', number: 3, state: 'rejected' },
        ...{ submittedBy: 'user:default/bob', submittedAt: AT },
        ...{ decidedBy: 'user:default/carol', decidedAt: AT },
        reason: 'It reaches too far',
        history: [{ at: AT, by: 'user:default/bob', event: 'submitted' }],
      },
    });
    expect(card).toHaveTextContent('carol');
    expect(card).toHaveTextContent('It reaches too far');
    expect(within(card).getByText('sha256:seen')).not.toBeVisible();
    await userEvent.click(within(card).getByText('History'));
    expect(within(card).getByText('sha256:seen')).toBeVisible();
    expect(within(card).getByRole('list')).toHaveTextContent('bob');
  });

  it('names of a request the version that was looked at when it was decided', async () => {
    const [card] = await show(
      anItem({
        ...{ toolSurface: undefined, othersWithAccess: undefined },
        accessRequest: aRequest({
          ...{ state: 'approved', revisionDigest: 'sha256:then' },
          ...{ decidedBy: 'user:default/bob', decidedAt: AT },
        }),
      }),
    );
    expect(card).toHaveTextContent('bob');
    expect(within(card).getByText('sha256:then')).toBeInTheDocument();
  });
});
