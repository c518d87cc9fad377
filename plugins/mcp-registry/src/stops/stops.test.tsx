import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aGrant, aServer } from '../__testUtils__/examples';
import { renderPage } from '../__testUtils__/renderPage';
import { GrantCard } from '../access/GrantCard';
import { ServerCard } from '../browse/ServerCard';
import type { McpRegistryApi } from '../api/McpRegistryApi';
import type { Stop, StopImpact } from '../api/types';
import { StopButton } from './StopButton';
import { StopsBanner } from './StopsBanner';
import { StopsPage } from './StopsPage';

const ORDERS = 'api:default/orders';
const aStop = (over: Partial<Stop> = {}): Stop => ({
  id: 's1',
  kind: 'tool',
  state: 'active',
  subject: 'search_orders',
  serverRef: ORDERS,
  serverTitle: 'Orders',
  reason: 'It leaks',
  message: 'Closed for today.',
  createdAt: '2026-11-29T08:00:00.000Z',
  createdBy: 'user:default/carol',
  authority: 'security',
  mayLift: false,
  mayConfirm: false,
  ...over,
});
const impact: StopImpact = {
  serverCount: 1,
  servers: [{ serverRef: ORDERS, title: 'Orders' }],
  grantCount: 2,
  holders: ['user:default/alice', 'group:default/finance'],
  alreadyStopped: 1,
  mayStop: true,
  needsFreshSignIn: false,
};

describe('StopButton', () => {
  const show = (registry: Partial<McpRegistryApi>) =>
    renderPage(
      <StopButton
        target={{ kind: 'tool', serverRef: ORDERS, subject: 'search_orders' }}
        serverTitle="Orders"
      />,
      {
        registry: { previewStop: async () => impact, ...registry },
        mayReadAll: true,
        gateway: {
          listCalls: async () => ({
            items: [
              {
                id: '1',
                at: '2026-11-29T07:00:00.000Z',
                method: 'tools/call',
                decision: 'allow',
                reason: 'granted',
                requestId: 'r',
                user: 'user:default/alice',
              },
            ],
          }),
        },
      },
    );

  it('shows whom it hits before it stops, by the keyboard alone', async () => {
    const stop = jest.fn<
      ReturnType<McpRegistryApi['stop']>,
      Parameters<McpRegistryApi['stop']>
    >(async () => aStop());
    show({ stop });
    const button = await screen.findByRole('button', {
      name: 'Emergency stop: The tool search_orders of Orders',
    });
    button.focus();
    await userEvent.keyboard('{Enter}');
    const dialog = await screen.findByRole('dialog');
    const hit = await within(dialog).findByRole('region', {
      name: 'Whom it hits',
    });
    await waitFor(() => expect(hit).toHaveTextContent('alice'));
    expect(hit).toHaveTextContent('It is stopped once already.');
    await waitFor(() => expect(hit).toHaveTextContent('1 call, by 1 person'));
    // Nothing happens without a reason.
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Stop at once' }),
    );
    expect(stop).not.toHaveBeenCalled();
    expect(within(dialog).getByText(/^Write a reason/)).toBeVisible();
    const [why, message] = within(dialog).getAllByRole('textbox');
    await userEvent.type(why, 'It leaks');
    await userEvent.type(message, 'Closed for today.');
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Stop at once' }),
    );
    expect(stop).toHaveBeenCalledWith({
      ...{ kind: 'tool', serverRef: ORDERS, subject: 'search_orders' },
      ...{ reason: 'It leaks', message: 'Closed for today.' },
    });
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('can be pressed although nobody knows whom it hits', async () => {
    const stop = jest.fn(async () => aStop());
    show({
      stop,
      previewStop: async () => {
        throw new Error('no answer');
      },
    });
    await userEvent.click(
      await screen.findByRole('button', { name: /^Emergency stop/ }),
    );
    expect(
      await screen.findByText('It could not be found out whom it hits'),
    ).toBeVisible();
    await userEvent.type(screen.getAllByRole('textbox')[0], 'It leaks');
    await userEvent.click(screen.getByRole('button', { name: 'Stop at once' }));
    expect(stop).toHaveBeenCalled();
  });
});

describe('StopsBanner', () => {
  it('says what callers are told, and nothing where nothing is stopped', async () => {
    renderPage(<StopsBanner serverRef={ORDERS} />, {
      registry: {
        listStops: async () => ({ items: [aStop()], mayStopAll: false }),
      },
    });
    expect(await screen.findByText('A stop is in force here')).toBeVisible();
    expect(
      screen.getByText(/The tool search_orders of Orders: Closed for today/),
    ).toBeVisible();
  });
});

describe('StopsPage', () => {
  const show = (stops: Stop[], registry: Partial<McpRegistryApi> = {}) =>
    renderPage(<StopsPage />, {
      registry: {
        listStops: async () => ({ items: stops, mayStopAll: true }),
        ...registry,
      },
    });

  it('says why somebody cannot lift their own stop', async () => {
    show([aStop({ liftObstacle: 'own' })]);
    expect(
      await screen.findByText('You stopped it: somebody else has to lift it.'),
    ).toBeVisible();
    expect(screen.queryByRole('button', { name: /^Lift/ })).toBeNull();
    expect(screen.getByText('It leaks')).toBeVisible();
    expect(screen.getByText('somebody lifts it')).toBeVisible();
  });

  it('lifts with a reason', async () => {
    const liftStop = jest.fn(async () => aStop({ state: 'lifted' }));
    show([aStop({ mayLift: true })], { liftStop });
    await userEvent.click(
      await screen.findByRole('button', {
        name: 'Lift: The tool search_orders of Orders',
      }),
    );
    const dialog = await screen.findByRole('dialog');
    await userEvent.type(within(dialog).getByRole('textbox'), 'Mended');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Lift' }));
    expect(liftStop).toHaveBeenCalledWith('s1', 'Mended');
  });

  it('confirms what came through another tool', async () => {
    const confirmStop = jest.fn(async () => aStop());
    show(
      [
        aStop({
          ...{ kind: 'person', subject: 'user:default/dave' },
          ...{ state: 'proposed', actor: 'plugin:scaffolder' },
          mayConfirm: true,
        }),
      ],
      { confirmStop },
    );
    expect(await screen.findByText('plugin:scaffolder')).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Stop it now' }));
    expect(confirmStop).toHaveBeenCalledWith('s1');
  });
});

describe('what callers are told', () => {
  it('stands with the access that somebody has, and with the server where they look for tools', async () => {
    renderPage(
      <ul>
        <GrantCard
          grant={aGrant({
            stop: {
              ...{ reason: 'stop.access', message: 'Closed for today.' },
              endsAt: '2999-01-01T00:00:00.000Z',
            },
          })}
          onChanged={() => undefined}
        />
        <ServerCard
          server={aServer({
            access: { state: 'stopped', stop: { reason: 'stop.server' } },
          })}
        />
      </ul>,
      {},
    );
    expect(await screen.findByText(/Closed for today\./)).toBeVisible();
    // Where nobody said anything to callers, they hear what is hit.
    expect(screen.getByText('The server was stopped.')).toBeVisible();
    expect(screen.getAllByText('Stopped for now')).toHaveLength(2);
  });
});
