import { screen } from '@testing-library/react';
import { renderPage } from '../__testUtils__/renderPage';
import type { InboxCount } from '../api/types';
import { ApprovalsPage } from './ApprovalsPage';

const show = (count: InboxCount) =>
  renderPage(<ApprovalsPage />, {
    registry: {
      countInbox: async () => count,
      listInbox: async () => ({ items: [], open: count.decisions }),
    },
  });

describe('ApprovalsPage', () => {
  it('counts at each tab what that tab shows', async () => {
    show({ open: 5, decisions: 2, reviews: 3 });
    expect(
      await screen.findByRole('tab', { name: 'Waiting (2)' }),
    ).toBeVisible();
    expect(
      screen.getByRole('tab', { name: 'Access reviews (3)' }),
    ).toBeVisible();
  });

  it('counts nothing where nothing waits', async () => {
    show({ open: 1, decisions: 0, reviews: 1 });
    expect(
      await screen.findByRole('tab', { name: 'Access reviews (1)' }),
    ).toBeVisible();
    expect(screen.getByRole('tab', { name: 'Waiting' })).toBeVisible();
  });
});
