import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderPage } from '../__testUtils__/renderPage';
import { EmergencyButton } from './EmergencyButton';

const REF = 'api:default/orders';

describe('emergency access', () => {
  it('is not there for those whom no policy names', async () => {
    let asked = 0;
    renderPage(<EmergencyButton serverRef={REF} />, {
      registry: {
        listEmergencyOffers: async () => {
          asked += 1;
          return [];
        },
      },
    });
    await waitFor(() => expect(asked).toBe(1));
    expect(screen.queryByRole('button')).not.toBeInTheDocument();
  });

  it('asks for a reason, says who is told, and shows why it was refused', async () => {
    const taken: object[] = [];
    renderPage(<EmergencyButton serverRef={REF} />, {
      registry: {
        listEmergencyOffers: async () => [
          {
            ...{ id: 'incident', title: 'Incident', maxMinutes: 30 },
            told: ['group:default/security'],
          },
        ],
        takeEmergencyAccess: async (ref, options) => {
          taken.push({ ref, ...options });
          throw new Error('refused');
        },
      },
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Emergency access' }),
    );
    expect(await screen.findByText('security')).toBeInTheDocument();
    const confirm = screen.getByRole('button', { name: 'Take access now' });
    await userEvent.click(confirm);
    expect(
      screen.getByText('Say it in at least ten characters.'),
    ).toBeInTheDocument();
    expect(taken).toEqual([]);
    await userEvent.type(
      screen.getByRole('textbox', { name: /What is the emergency/ }),
      'Orders are stuck',
    );
    await userEvent.click(confirm);
    expect(taken).toEqual([
      {
        ...{ ref: REF, policyId: 'incident', minutes: 30 },
        reason: 'Orders are stuck',
      },
    ]);
    expect(await screen.findByText('No access was taken')).toBeInTheDocument();
  });
});
