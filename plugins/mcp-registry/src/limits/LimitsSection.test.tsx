import type { CallLimits } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aServer } from '../__testUtils__/examples';
import { renderPage } from '../__testUtils__/renderPage';
import { ApiProblem } from '../api/ApiProblem';
import type { McpGatewayApi } from '../api/McpGatewayApi';
import type { ServerLimits } from '../api/types';
import { LimitsSection } from './LimitsSection';

const LIMITS: CallLimits = {
  rules: [
    { scope: 'person', calls: 20, perSeconds: 60 },
    { scope: 'team', tool: 'add_note', calls: 1, perSeconds: 3600 },
    { scope: 'server', calls: 5000, perSeconds: 86_400 },
    { scope: 'tool', tool: 'refund_order', calls: 3, perSeconds: 1 },
  ],
  weights: { changes: 3, destroys: 9 },
};

const getInfo = async () => ({
  publicUrl: 'http://localhost:7008',
  feed: { sequence: 1, state: 'current' as const },
  defaultLimits: {
    perPerson: { calls: 1200, perSeconds: 60 },
    weights: { changes: 2, destroys: 5 },
  },
});

function show(
  stored: ServerLimits,
  options: {
    save?: (limits: CallLimits) => Promise<ServerLimits>;
    gateway?: Partial<McpGatewayApi>;
  } = {},
) {
  const setLimits = jest.fn(
    async (_ref: string, limits: CallLimits): Promise<ServerLimits> =>
      options.save
        ? await options.save(limits)
        : { mayChange: true, limits, setBy: 'user:default/bob' },
  );
  renderPage(<LimitsSection server={aServer()} />, {
    registry: { getLimits: async () => stored, setLimits },
    gateway: options.gateway ?? { getInfo },
  });
  return setLimits;
}

const sentences = async () =>
  (await screen.findAllByRole('listitem')).map(item => item.textContent);
const edit = async () =>
  await userEvent.click(
    await screen.findByRole('button', { name: 'Change limits' }),
  );
const press = async (name: string) =>
  await userEvent.click(screen.getByRole('button', { name }));
const row = (number: number) =>
  within(screen.getByRole('group', { name: `Limit ${number}` }));
const type = async (field: HTMLElement, text: string) => {
  await userEvent.clear(field);
  await userEvent.type(field, text);
  await userEvent.tab();
};

describe('LimitsSection', () => {
  it('says what holds in plain words', async () => {
    show({ mayChange: false, limits: LIMITS });
    expect(await screen.findByText(/one that can delete/)).toHaveTextContent(
      'A call that changes something counts as 3, one that can delete or destroy as 9.',
    );
    expect(await sentences()).toEqual([
      'Each person may make 20 calls in 1 minute.',
      'Each team that was given access may make 1 call in 1 hour of add_note together.',
      'Everybody together may make 5,000 calls in 1 day.',
      'Everybody together may make 3 calls in 1 second of refund_order.',
    ]);
    expect(screen.queryByRole('button')).toBeNull();
  });

  it('says the default where nobody has set limits', async () => {
    show({ mayChange: false });
    expect(
      await screen.findByText('Each person may make 1,200 calls in 1 minute.'),
    ).toBeVisible();
    expect(screen.getByText(/the default holds/)).toBeVisible();
  });

  it('still says the limits of the server when the gateway does not answer', async () => {
    show(
      { mayChange: true, limits: LIMITS },
      {
        gateway: {
          getInfo: async () => {
            throw new Error('gone');
          },
        },
      },
    );
    expect(
      await screen.findByText(
        'The default of the gateway holds for each person.',
      ),
    ).toBeVisible();
    expect(await sentences()).toContain(
      'Each person may make 20 calls in 1 minute.',
    );
  });

  it('lets those who run it set limits, and says that they are saved', async () => {
    const setLimits = show({ mayChange: true });
    await edit();
    await press('Add a limit');
    await type(row(1).getByRole('textbox', { name: /At most/ }), '30');
    await userEvent.click(row(1).getByRole('button', { name: /Calls of/ }));
    await userEvent.click(
      await screen.findByRole('option', { name: 'refund_order' }),
    );
    await userEvent.click(row(1).getByRole('button', { name: /For/ }));
    await userEvent.click(
      await screen.findByRole('option', { name: 'Everybody together' }),
    );
    await press('Save');
    await waitFor(() => expect(setLimits).toHaveBeenCalledTimes(1));
    expect(setLimits).toHaveBeenCalledWith('api:default/orders', {
      rules: [
        { scope: 'tool', tool: 'refund_order', calls: 30, perSeconds: 60 },
      ],
    });
    expect(await screen.findByRole('status')).toHaveTextContent('Saved.');
    expect(await sentences()).toContain(
      'Everybody together may make 30 calls in 1 minute of refund_order.',
    );
    expect(screen.getByRole('button', { name: 'Change limits' })).toHaveFocus();
    // What was saved is what the form begins with the next time.
    await edit();
    expect(row(1).getByRole('textbox', { name: /At most/ })).toHaveValue('30');
    expect(screen.queryByRole('status')).toBeNull();
  });

  it('sends weights where they differ from the default, and removes limits', async () => {
    const setLimits = show({ mayChange: true, limits: LIMITS });
    await edit();
    await press('Remove limit 4');
    await press('Remove limit 3');
    await press('Remove limit 2');
    await type(screen.getByRole('textbox', { name: /destroy counts/ }), '7');
    await press('Save');
    await waitFor(() =>
      expect(setLimits).toHaveBeenCalledWith('api:default/orders', {
        rules: [LIMITS.rules[0]],
        weights: { changes: 3, destroys: 7 },
      }),
    );
  });

  it('goes back to the default', async () => {
    const setLimits = show(
      { mayChange: true, limits: LIMITS },
      { save: async () => ({ mayChange: true }) },
    );
    await edit();
    await press('Back to the default');
    await waitFor(() =>
      expect(setLimits).toHaveBeenCalledWith('api:default/orders', {
        rules: [],
      }),
    );
    expect(await sentences()).toEqual([
      'Each person may make 1,200 calls in 1 minute.',
    ]);
  });

  it('says which limit is wrong before it asks the server', async () => {
    const setLimits = show({ mayChange: true });
    await edit();
    await press('Add a limit');
    await userEvent.clear(row(1).getByRole('textbox', { name: /At most/ }));
    await userEvent.tab();
    await press('Save');
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Limit 1: Write a whole number from 1 to 1,000,000.',
    );
    await type(row(1).getByRole('textbox', { name: /At most/ }), '5');
    await press('Add a limit');
    await press('Save');
    expect(await screen.findByRole('alert')).toHaveTextContent(
      /Limit 2: There is a limit for the same people/,
    );
    expect(setLimits).not.toHaveBeenCalled();
    await press('Cancel');
    expect(screen.queryByRole('group', { name: 'Change limits' })).toBeNull();
  });

  it('keeps what was written when the server refuses, and says why', async () => {
    show(
      { mayChange: true, limits: LIMITS },
      {
        save: async () => {
          throw new ApiProblem({ message: 'Only the owner can.', status: 403 });
        },
      },
    );
    await edit();
    await press('Remove limit 1');
    await press('Save');
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('The limits were not changed');
    expect(alert).toHaveTextContent('Only the owner can.');
    expect(screen.queryByRole('group', { name: 'Limit 4' })).toBeNull();
    expect(screen.getByRole('group', { name: 'Limit 3' })).toBeVisible();
  });
});
