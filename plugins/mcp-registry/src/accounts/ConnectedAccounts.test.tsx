import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderPage } from '../__testUtils__/renderPage';
import { ApiProblem } from '../api/ApiProblem';
import type { Connection } from '../api/types';
import { ConnectedAccounts } from './ConnectedAccounts';
import { ConnectPage } from './ConnectPage';

const keyed: Connection = {
  serverRef: 'api:default/orders',
  title: 'Orders',
  kind: 'personal-key',
  state: 'none',
  hint: 'In your profile',
};
const linked: Connection = {
  id: 'one',
  serverRef: 'api:default/billing',
  title: 'Billing',
  kind: 'user-oauth',
  state: 'linked',
  linkedAt: new Date().toISOString(),
};

describe('ConnectedAccounts', () => {
  it('takes my key, shows it never again, and says that it is connected', async () => {
    let items = [keyed];
    const stored: object[] = [];
    renderPage(<ConnectedAccounts />, {
      gateway: {
        listConnections: async () => items,
        storeKey: async body => {
          stored.push(body);
          items = [{ ...keyed, id: 'two', state: 'linked' }];
        },
      },
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Connect: Orders' }),
    );
    expect(screen.getByText('In your profile')).toBeInTheDocument();
    const field = screen.getByLabelText(/^Key/);
    expect(field).toHaveAttribute('type', 'password');
    await userEvent.type(field, ' my-key ');
    await userEvent.click(screen.getByRole('button', { name: 'Keep the key' }));
    expect(await screen.findByText('Connected')).toBeInTheDocument();
    expect(stored).toEqual([
      { serverRef: 'api:default/orders', key: 'my-key' },
    ]);
    expect(screen.queryByDisplayValue(/my-key/)).not.toBeInTheDocument();
  });

  it('disconnects after a question', async () => {
    let items = [linked];
    const ended: string[] = [];
    renderPage(<ConnectedAccounts />, {
      gateway: {
        listConnections: async () => items,
        unlinkConnection: async id => {
          ended.push(id);
          items = [];
          return { revoked: true };
        },
      },
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Disconnect: Billing' }),
    );
    expect(screen.getByText('Disconnect Billing?')).toBeInTheDocument();
    expect(ended).toEqual([]);
    await userEvent.click(screen.getByRole('button', { name: 'Disconnect' }));
    expect(
      await screen.findByText(/None of the tools that you can use/),
    ).toBeInTheDocument();
    expect(ended).toEqual(['one']);
  });

  it('C3: goes to no address that would run here', async () => {
    renderPage(<ConnectedAccounts />, {
      gateway: {
        listConnections: async () => [{ ...linked, state: 'needs-sign-in' }],
        beginSignIn: async () => ({
          redirectTo: ['java', 'script:alert(1)'].join(''),
        }),
      },
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Connect: Billing' }),
    );
    expect(
      await screen.findByText('The sign-in could not begin'),
    ).toBeInTheDocument();
  });
});

describe('ConnectPage', () => {
  it('takes the key that a call needed, with the ticket of its link', async () => {
    const stored: object[] = [];
    renderPage(<ConnectPage />, {
      at: '/?server=api%3Adefault%2Forders#ticket=e1.1.abc',
      gateway: {
        listConnections: async () => [linked, keyed],
        storeKey: async body => {
          stored.push(body);
        },
      },
    });
    expect(
      (await screen.findAllByText('Connect Orders')).length,
    ).toBeGreaterThan(0);
    await userEvent.type(screen.getByLabelText(/^Key/), 'my-key');
    await userEvent.click(screen.getByRole('button', { name: 'Keep the key' }));
    expect(await screen.findByText('Connected: Orders')).toBeInTheDocument();
    expect(stored).toEqual([
      { serverRef: 'api:default/orders', key: 'my-key', ticket: 'e1.1.abc' },
    ]);
  });

  it('connects the account that I come back from, once', async () => {
    const tickets: string[] = [];
    renderPage(<ConnectPage />, {
      at: '/#done=the-ticket',
      gateway: {
        finishSignIn: async ticket => {
          tickets.push(ticket);
          return { serverRef: 'api:default/billing' };
        },
      },
    });
    expect(
      await screen.findByText('Connected: api:default/billing'),
    ).toBeInTheDocument();
    expect(tickets).toEqual(['the-ticket']);
  });

  it('C4: says that somebody else began it', async () => {
    renderPage(<ConnectPage />, {
      at: '/#done=the-ticket',
      gateway: {
        finishSignIn: async () => {
          throw new ApiProblem({
            message: 'Somebody else began this sign-in',
            status: 403,
          });
        },
      },
    });
    expect(
      await screen.findByText('Somebody else began this sign-in'),
    ).toBeInTheDocument();
  });

  it('says where there is nothing to connect', async () => {
    renderPage(<ConnectPage />, {
      at: '/?server=api%3Adefault%2Fother',
      gateway: { listConnections: async () => [] },
    });
    expect(
      await screen.findByText('There is nothing to connect'),
    ).toBeInTheDocument();
  });
});
