import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { anItem, aRevision, aServer } from '../__testUtils__/examples';
import { renderPage } from '../__testUtils__/renderPage';
import type { ConditionLift, ServerCondition } from '../api/types';
import { OpenItems } from '../approvals/OpenItems';
import { ServerConditions } from './ServerConditions';

const FINANCE = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Group',
  metadata: { name: 'finance', namespace: 'default' },
  spec: { type: 'team', profile: { displayName: 'Finance' }, children: [] },
};
const READING: ServerCondition = {
  ...{ id: 'c1', setBy: 'user:default/carol', source: 'review' },
  setAt: '2026-11-23T10:00:00Z',
  condition: { kind: 'reading-tools' },
};
const LIFT: ConditionLift = {
  ...{ id: 'l1', digest: 'd', lifts: ['c1'], requestedBy: 'user:default/bob' },
  ...{ state: 'open', requestedAt: '2026-11-23T10:00:00Z', reviews: [] },
  reason: 'Finance writes, too',
  conditions: [READING],
  instead: [{ kind: 'named-tools', names: ['search_orders', 'add_note'] }],
  approval: {
    ...{ decision: 'open', waitsFor: [], steps: [] },
    rules: [
      {
        ...{ policy: 'company', rule: 'wider', isMet: false },
        title: 'What is wider takes two',
        alternatives: [
          {
            ...{ id: 'two', isMet: false, isTicketMissing: false },
            needs: [
              {
                ...{ who: 'reviewers', refs: ['group:default/security'] },
                ...{ count: 2, given: [], missing: 2 },
              },
            ],
          },
        ],
      },
    ],
  },
};

const day = async (year: string) => {
  const field = screen.getByRole('group', { name: /Last day/ });
  const type = async (name: RegExp, text: string) => {
    await userEvent.click(within(field).getByRole('spinbutton', { name }));
    await userEvent.keyboard(text);
  };
  await type(/month/, '03');
  await type(/day,/, '01');
  await type(/year/, year);
};

describe('conditions of an approval', () => {
  it('are sent with it, and shown of those who agreed before and of what holds already', async () => {
    const decideRevision = jest.fn(async () => aRevision());
    const revision = aRevision({
      state: 'submitted',
      reviews: [
        {
          ...{ verdict: 'approve', by: 'user:default/chris', source: 'person' },
          at: '2026-11-23T10:00:00Z',
          conditions: [{ kind: 'named-tools', names: ['echo'] }],
        },
      ],
    });
    renderPage(<OpenItems />, {
      entities: [FINANCE],
      registry: {
        listInbox: async () => ({
          items: [
            anItem({
              ...{ kind: 'revision', accessRequest: undefined, revision },
              conditions: [READING],
            }),
          ],
          open: 1,
        }),
        decideRevision,
      },
    });
    expect(await screen.findByText(/Only with the tool echo/)).toBeVisible();
    expect(screen.getByText('Only with tools that read.')).toBeVisible();
    const approve = screen.getByRole('button', {
      name: 'Approve this version',
    });
    await userEvent.click(
      screen.getByRole('checkbox', { name: 'Approve under conditions' }),
    );
    // Under conditions of which there are none is not without.
    await userEvent.click(approve);
    expect(screen.getByText(/Nothing is narrowed yet/)).toBeVisible();
    expect(decideRevision).not.toHaveBeenCalled();
    await userEvent.click(
      screen.getByRole('radio', { name: 'Only tools that read' }),
    );
    await userEvent.click(
      screen.getByRole('button', { name: /Only these groups and people/ }),
    );
    await userEvent.click(await screen.findByRole('option', { name: /Fin/ }));
    await userEvent.keyboard('{Escape}');
    await day('2999');
    await userEvent.click(approve);
    expect(decideRevision).toHaveBeenCalledWith(
      revision.digest,
      expect.objectContaining({
        conditions: [
          { kind: 'reading-tools' },
          { kind: 'people', refs: ['group:default/finance'] },
          {
            kind: 'until',
            at: new Date(2999, 2, 2).toISOString(),
          },
        ],
      }),
    );
  });

  it('are said to everybody in words, and changed by those who may', async () => {
    const server = aServer({
      conditions: [
        READING,
        {
          ...{ ...READING, id: 'c2' },
          condition: { kind: 'until', at: new Date(2999, 2, 2).toISOString() },
        },
        {
          ...{ ...READING, id: 'c3' },
          condition: { kind: 'people', refs: ['group:default/finance'] },
        },
      ],
      conditionLifts: [LIFT],
    });
    renderPage(
      <ServerConditions server={server} onChanged={() => undefined} />,
      {},
    );
    const list = await screen.findByRole('list', { name: 'It may be used' });
    expect(list).toHaveTextContent('Only with tools that read.');
    expect(list).toHaveTextContent(/Until the end of March 1, 2999/);
    expect(list).toHaveTextContent(/Only by finance/);
    expect(screen.getByText('Finance writes, too')).toBeVisible();
    expect(screen.queryByRole('button')).toBeNull();
  });

  it('say that their day is over', async () => {
    renderPage(
      <ServerConditions
        server={aServer({
          conditions: [
            {
              ...READING,
              condition: { kind: 'until', at: '2020-03-01T10:30:00Z' },
            },
          ],
        })}
        onChanged={() => undefined}
      />,
      {},
    );
    expect(await screen.findByText(/That is over/)).toBeVisible();
    expect(screen.getByText('Held back: its time is over')).toBeVisible();
  });

  it('are narrowed with a reason, and nothing is sent that says nothing', async () => {
    const addConditions = jest.fn(async () => ({}));
    const onChanged = jest.fn();
    const server = aServer({ mayChangeConditions: true });
    renderPage(<ServerConditions server={server} onChanged={onChanged} />, {
      registry: { addConditions },
    });
    expect(
      await screen.findByText(/approved without conditions/),
    ).toBeVisible();
    await userEvent.click(
      screen.getByRole('button', { name: 'Set a condition' }),
    );
    const dialog = screen.getByRole('dialog');
    const send = within(dialog).getByRole('button', { name: 'Narrow now' });
    await userEvent.click(send);
    expect(within(dialog).getByText(/Nothing is narrowed yet/)).toBeVisible();
    await userEvent.click(
      within(dialog).getByRole('radio', { name: 'Only these tools' }),
    );
    expect(within(dialog).getByText('Choose at least one tool.')).toBeVisible();
    await userEvent.click(
      within(dialog).getByRole('checkbox', { name: /search_orders/ }),
    );
    await userEvent.click(send);
    expect(addConditions).not.toHaveBeenCalled();
    await userEvent.type(
      within(dialog).getByRole('textbox', { name: /Why/ }),
      'Less will do',
    );
    await userEvent.click(send);
    expect(addConditions).toHaveBeenCalledWith(server.serverRef, {
      conditions: [{ kind: 'named-tools', names: ['search_orders'] }],
      reason: 'Less will do',
    });
    expect(onChanged).toHaveBeenCalled();
  });

  it('are asked to be lifted, with what is to take their place', async () => {
    const askToLift = jest.fn(async () => LIFT);
    const server = aServer({
      mayChangeConditions: true,
      conditions: [
        READING,
        { ...READING, id: 'c2', condition: { kind: 'people', refs: [] } },
      ],
    });
    renderPage(
      <ServerConditions server={server} onChanged={() => undefined} />,
      {
        registry: { askToLift },
      },
    );
    await userEvent.click(
      await screen.findByRole('button', { name: 'Ask to lift or change' }),
    );
    const dialog = screen.getByRole('dialog');
    const send = within(dialog).getByRole('button', { name: 'Ask' });
    await userEvent.click(send);
    expect(
      within(dialog).getByText('Choose at least one condition.'),
    ).toBeVisible();
    await userEvent.click(
      within(dialog).getByRole('checkbox', {
        name: 'Only with tools that read.',
      }),
    );
    await userEvent.click(
      within(dialog).getByRole('radio', { name: 'Other conditions' }),
    );
    await userEvent.click(
      within(dialog).getByRole('radio', { name: 'Only these tools' }),
    );
    await userEvent.click(
      within(dialog).getByRole('checkbox', { name: /add_note/ }),
    );
    await userEvent.type(
      within(dialog).getByRole('textbox', { name: /Why/ }),
      'Notes are needed',
    );
    await userEvent.click(send);
    expect(askToLift).toHaveBeenCalledWith(server.serverRef, {
      lifts: ['c1'],
      instead: [{ kind: 'named-tools', names: ['add_note'] }],
      reason: 'Notes are needed',
    });
  });

  it('are lifted in the inbox: who asks, why, what would change, and that others are missing', async () => {
    const decideLift = jest.fn(async () => ({
      ...LIFT,
      reviews: [
        {
          ...{ verdict: 'approve' as const, by: 'user:default/carol' },
          ...{ source: 'person', at: '2026-11-24T10:00:00Z' },
        },
      ],
    }));
    renderPage(<OpenItems />, {
      registry: {
        listInbox: async () => ({
          items: [
            anItem({
              ...{ kind: 'condition-lift', id: 'l1', conditionLift: LIFT },
              accessRequest: undefined,
            }),
          ],
          open: 1,
        }),
        decideLift,
      },
    });
    expect(
      await screen.findByRole('heading', {
        name: /bob asks to lift conditions of orders/i,
      }),
    ).toBeVisible();
    expect(screen.getByText('Finance writes, too')).toBeVisible();
    expect(
      screen.getByRole('list', { name: 'No longer holds, if it is approved' }),
    ).toHaveTextContent('Only with tools that read.');
    expect(
      screen.getByRole('list', { name: 'Holds instead' }),
    ).toHaveTextContent('search_orders, add_note');
    expect(
      screen.getByRole('list', { name: 'Who has to agree' }),
    ).toHaveTextContent('What is wider takes two');
    await userEvent.click(screen.getByRole('button', { name: 'Keep them' }));
    await userEvent.click(
      within(screen.getByRole('dialog')).getByRole('button', {
        name: 'Keep them',
      }),
    );
    expect(decideLift).not.toHaveBeenCalled();
    await userEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    await userEvent.click(screen.getByRole('button', { name: 'Lift them' }));
    expect(decideLift).toHaveBeenCalledWith('l1', { decision: 'approve' });
    expect(
      await screen.findByText('You agreed. Others still have to.'),
    ).toBeVisible();
  });
});
