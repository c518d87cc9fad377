import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aServer } from '../__testUtils__/examples';
import { renderPage } from '../__testUtils__/renderPage';
import { ApiProblem } from '../api/ApiProblem';
import type { HiddenTools } from '../api/types';
import { HiddenToolsSection } from './HiddenToolsSection';

function show(
  stored: HiddenTools,
  save?: (names: string[]) => Promise<HiddenTools>,
) {
  const setHiddenTools = jest.fn(
    async (_ref: string, names: string[]): Promise<HiddenTools> =>
      save ? await save(names) : { mayChange: true, names },
  );
  renderPage(<HiddenToolsSection server={aServer()} />, {
    registry: { getHiddenTools: async () => stored, setHiddenTools },
  });
  return setHiddenTools;
}

const box = (name: RegExp) => screen.findByRole('checkbox', { name });
const saveButton = () =>
  screen.findByRole('button', { name: 'Save hidden tools' });

describe('HiddenToolsSection', () => {
  it('shows what is hidden, and saves what was changed', async () => {
    const setHiddenTools = show({ mayChange: true, names: ['refund_order'] });
    expect(await box(/refund_order/)).toBeChecked();
    expect(await box(/search_orders/)).not.toBeChecked();
    expect(await saveButton()).toBeDisabled();
    await userEvent.click(await box(/search_orders/));
    await userEvent.click(await saveButton());
    await waitFor(() => expect(setHiddenTools).toHaveBeenCalledTimes(1));
    const [ref, names] = setHiddenTools.mock.calls[0];
    expect(ref).toBe('api:default/orders');
    expect([...names].sort()).toEqual(['refund_order', 'search_orders']);
    expect(await screen.findByRole('status')).toHaveTextContent('Saved.');
    expect(await saveButton()).toBeDisabled();
  });

  it('keeps what was ticked when the server refuses, and says why', async () => {
    show({ mayChange: true, names: [] }, async () => {
      throw new ApiProblem({ message: 'Only the owner can.', status: 403 });
    });
    await userEvent.click(await box(/refund_order/));
    await userEvent.click(await saveButton());
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Only the owner can.',
    );
    expect(await box(/refund_order/)).toBeChecked();
  });
});
