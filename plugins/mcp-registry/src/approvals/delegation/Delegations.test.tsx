import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderPage } from '../../__testUtils__/renderPage';
import { ApiProblem } from '../../api/ApiProblem';
import type { McpRegistryApi } from '../../api/McpRegistryApi';
import type { ApprovalDelegation } from '../../api/types';
import { Delegations } from './Delegations';

const one: ApprovalDelegation = {
  id: 'd1',
  from: 'user:default/bob',
  to: 'user:default/guest',
  scope: 'revisions',
  beginsAt: '2026-11-29T08:00:00.000Z',
  endsAt: '2999-01-01T00:00:00.000Z',
  reason: 'skiing',
};

function show(registry: Partial<McpRegistryApi>) {
  renderPage(<Delegations />, {
    registry,
    entities: [
      {
        apiVersion: 'backstage.io/v1alpha1',
        kind: 'User',
        metadata: { name: 'bill', namespace: 'default' },
        spec: { profile: { displayName: 'Bill' } },
      },
    ],
  });
}

describe('Delegations', () => {
  it('says in whose place I decide, about what, and lets me end it', async () => {
    let items = [one];
    const endDelegation = jest.fn(async () => {
      items = [];
      return one;
    });
    show({ listDelegations: async () => items, endDelegation });
    const card = await screen.findByRole('listitem');
    expect(card).toHaveTextContent(/You decide in the place of bob/);
    expect(card).toHaveTextContent(/Versions of servers.*skiing/);
    await userEvent.click(within(card).getByRole('button', { name: 'End it' }));
    expect(endDelegation).toHaveBeenCalledWith('d1');
    expect(await screen.findByText(/Nobody stands in for you/)).toBeVisible();
  });

  it('asks who, and says what the registry said', async () => {
    const addDelegation = jest.fn(async () => {
      throw new ApiProblem({
        status: 400,
        name: 'InputError',
        message: 'Name somebody else',
      });
    });
    show({ listDelegations: async () => [], addDelegation });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Name somebody' }),
    );
    const dialog = await screen.findByRole('dialog');
    const confirm = within(dialog).getByRole('button', {
      name: 'Name somebody',
    });
    await userEvent.click(confirm);
    expect(within(dialog).getByText('Say who it is.')).toBeVisible();
    expect(addDelegation).not.toHaveBeenCalled();
    await userEvent.type(within(dialog).getByRole('combobox'), 'bill');
    await userEvent.click(await screen.findByRole('option', { name: /Bill/ }));
    await userEvent.click(confirm);
    await waitFor(() =>
      expect(addDelegation).toHaveBeenCalledWith({
        to: 'user:default/bill',
        scope: 'revisions',
        endsAt: expect.stringMatching(/^\d{4}-.*Z$/),
      }),
    );
    expect(
      await within(dialog).findByText(/Nothing was changed/),
    ).toBeVisible();
  });
});
