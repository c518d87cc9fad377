import { DETECTOR_IDS } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderPage } from '../__testUtils__/renderPage';
import { ApiProblem } from '../api/ApiProblem';
import type { McpGatewayApi } from '../api/McpGatewayApi';
import type { Alert, AlertDetails, AlertReaction, Stop } from '../api/types';
import { OperationsPage } from '../operations/OperationsPage';

const at = new Date().toISOString();
const anAlert = (over: Partial<Alert> = {}): Alert => ({
  id: 'a1',
  detector: 'volume',
  severity: 'high',
  state: 'open',
  who: 'user:default/dave',
  text: '400 calls in one hour; 12 are usual.',
  values: { span: 'hour', amount: 400, usual: 12 },
  calls: ['019321aa-0000-7000-8000-00000000beef'],
  ...{ firstAt: at, lastAt: at, changedAt: at, times: 1 },
  ...over,
});
const details = (alert: Alert): AlertDetails => ({
  alert,
  grantIds: alert.serverRef ? ['grant-1'] : [],
  history: [
    { at, what: 'acknowledge', by: 'user:default/carol' },
    { at, what: 'raised' },
  ],
});

function show(
  gateway: Partial<McpGatewayApi>,
  options: { at?: string; mayStopAll?: boolean } = {},
) {
  renderPage(<OperationsPage />, {
    at: options.at ?? '/?view=alerts',
    gateway,
    registry: {
      listStops: async () => ({
        items: [],
        mayStopAll: options.mayStopAll ?? false,
      }),
    },
  });
}

describe('AlertsView', () => {
  it('shows what is unusual in words, with whom it is about', async () => {
    show({ listAlerts: async () => ({ items: [anAlert()] }) });
    const list = await screen.findByRole('list', { name: 'Alerts' });
    expect(list).toHaveTextContent('Many more calls than usual');
    expect(list).toHaveTextContent('400 calls in one hour; 12 are usual.');
    expect(list).toHaveTextContent('High');
    expect(list).toHaveTextContent('Foundonce');
    expect(screen.getByText('1 alert')).toBeVisible();
  });

  it('has words of its own for everything that detectors find', async () => {
    const texts = DETECTOR_IDS.map((detector, i) =>
      anAlert({ id: `a${i}`, detector, text: 'the gateway’s own words' }),
    );
    show({ listAlerts: async () => ({ items: texts }) });
    const list = await screen.findByRole('list', { name: 'Alerts' });
    expect(list.children).toHaveLength(DETECTOR_IDS.length);
    expect(list).not.toHaveTextContent('the gateway’s own words');
    expect(list).not.toHaveTextContent('alerts.');
  });

  it('asks for what filters say, and clears them', async () => {
    const listAlerts = jest.fn(async () => ({ items: [] }));
    show({ listAlerts });
    expect(await screen.findByText('Nothing is unusual')).toBeVisible();
    await userEvent.type(
      screen.getByRole('searchbox', { name: 'Server' }),
      'orders',
    );
    expect(await screen.findByText('No alert fits')).toBeVisible();
    expect(listAlerts).toHaveBeenLastCalledWith({
      ...{ state: 'pending', limit: 50, serverRef: 'orders' },
    });
    await userEvent.click(
      screen.getByRole('button', { name: 'Clear filters' }),
    );
    expect(await screen.findByText('Nothing is unusual')).toBeVisible();
    expect(screen.getByRole('searchbox', { name: 'Server' })).toHaveValue('');
  });

  it('is looked at with one click, and dismissed with a reason', async () => {
    let alert = anAlert();
    const actOnAlert = jest.fn<
      ReturnType<McpGatewayApi['actOnAlert']>,
      Parameters<McpGatewayApi['actOnAlert']>
    >(async (_, action) => {
      const state = action === 'dismiss' ? 'dismissed' : 'acknowledged';
      alert = { ...alert, state };
      return details(alert);
    });
    show({ listAlerts: async () => ({ items: [alert] }), actOnAlert });
    const named = (action: string) => `${action}: Many more calls than usual`;
    await userEvent.click(
      await screen.findByRole('button', { name: named('I look at it') }),
    );
    const list = screen.getByRole('list', { name: 'Alerts' });
    await waitFor(() => expect(list).toHaveTextContent('Looked at'));
    expect(actOnAlert).toHaveBeenLastCalledWith('a1', 'acknowledge', undefined);
    await userEvent.click(
      screen.getByRole('button', { name: named('It is nothing') }),
    );
    const dialog = await screen.findByRole('dialog');
    const confirm = within(dialog).getByRole('button', {
      name: 'It is nothing',
    });
    await userEvent.click(confirm);
    expect(actOnAlert).toHaveBeenCalledTimes(1);
    await userEvent.type(within(dialog).getByRole('textbox'), 'A migration');
    await userEvent.click(confirm);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(actOnAlert).toHaveBeenLastCalledWith('a1', 'dismiss', 'A migration');
    expect(
      await screen.findByRole('button', { name: named('Open again') }),
    ).toBeVisible();
  });

  it('shows what it rests on, and leads to the kill switch in one click', async () => {
    const alert = anAlert({
      ...{ detector: 'decoy', serverRef: 'api:default/orders', tool: 'dump' },
      values: { tool: 'dump' },
    });
    show(
      {
        listAlerts: async () => ({ items: [alert] }),
        getAlert: async () => details(alert),
      },
      { at: '/?view=alerts&alert=a1', mayStopAll: true },
    );
    const dialog = await screen.findByRole('dialog');
    expect(
      await within(dialog).findByText('Called dump, which nobody should call.'),
    ).toBeVisible();
    const history = within(dialog).getByRole('list', {
      name: 'What happened to it',
    });
    expect(history.children).toHaveLength(2);
    expect(history).toHaveTextContent('Found A detector');
    const act = within(dialog).getByRole('region', { name: 'Act' });
    await waitFor(() =>
      expect(
        within(act)
          .getAllByRole('button')
          .map(button => button.textContent),
      ).toHaveLength(5),
    );
    expect(
      within(dialog).getByRole('button', { name: 'Call 00beef' }),
    ).toBeVisible();
  });

  it('shows what rules did, would have done and could not do, and gives it back', async () => {
    const reaction = (over: Partial<AlertReaction>): AlertReaction => ({
      ...{ id: 'r1', kind: 'pause-grant', state: 'done', rule: 'decoys' },
      ...{ ruleVersion: '0123456789ab', seconds: 3_600, stops: ['s1'] },
      ...{ targets: [{ subject: 'g1' }], changedAt: at, tries: 0, endsAt: at },
      ...over,
    });
    const alert = anAlert({
      ...{ detector: 'decoy', values: { tool: 'dump' } },
      reactions: [
        reaction({}),
        reaction({ id: 'r2', kind: 'step-up', state: 'observed', stops: [] }),
        reaction({
          ...{ id: 'r3', kind: 'suspend-server', state: 'failed', stops: [] },
          ...{ why: 'refused', detail: 'Enough for now.' },
        }),
        reaction({ id: 'r4', state: 'impossible', why: 'group-grant' }),
        reaction({ id: 'r5', isInForce: false }),
      ],
    });
    const liftStop = jest.fn(async () => ({} as Stop));
    renderPage(<OperationsPage />, {
      at: '/?view=alerts&alert=a1',
      gateway: {
        listAlerts: async () => ({ items: [alert] }),
        getAlert: async () => details(alert),
      },
      registry: {
        liftStop,
        listStops: async () => ({
          mayStopAll: true,
          items: [
            {
              ...{ id: 's1', kind: 'grant', state: 'active', subject: 'g1' },
              ...{ serverTitle: 'Orders', createdAt: at, mayLift: true },
              ...{ createdBy: 'plugin:mcp-gateway', mayConfirm: false },
              rule: {
                ...{ name: 'decoys', version: '0123456789ab', alertId: 'a1' },
                ...{ detector: 'decoy', severity: 'critical' },
              },
            },
          ],
        }),
      },
    });
    const dialog = await screen.findByRole('dialog');
    const list = await within(dialog).findByRole('list', {
      name: 'What rules did',
    });
    expect(list).toHaveTextContent('Held backThe access is paused · ends');
    expect(list).toHaveTextContent('by the rule decoys');
    expect(list).toHaveTextContent(
      'Only observedA fresh sign-in before the next change',
    );
    expect(list).toHaveTextContent('The registry refused it. Enough for now.');
    expect(list).toHaveTextContent('the rule pauses no group’s');
    expect(list.lastElementChild).toHaveTextContent(
      'OverThe access is pausedby the rule decoys',
    );
    const held = await within(dialog).findByRole('region', {
      name: 'Held back because of it',
    });
    expect(held).toHaveTextContent('The rule decoys, for an alert');
    await userEvent.click(
      within(held).getByRole('button', { name: 'Lift: An access to Orders' }),
    );
    await userEvent.type(await screen.findByRole('textbox'), 'It was a test');
    await userEvent.click(screen.getByRole('button', { name: 'Lift' }));
    expect(liftStop).toHaveBeenCalledWith('s1', 'It was a test');
  });

  it('pauses an access in one click, with the alert as the reason and an end', async () => {
    const alert = anAlert({
      ...{ detector: 'decoy', serverRef: 'api:default/orders', tool: 'dump' },
      values: { tool: 'dump' },
    });
    const stop = jest.fn(async () => ({ id: 's2' } as Stop));
    renderPage(<OperationsPage />, {
      at: '/?view=alerts&alert=a1',
      gateway: {
        listAlerts: async () => ({ items: [alert] }),
        getAlert: async () => details(alert),
      },
      registry: {
        stop,
        listStops: async () => ({ items: [], mayStopAll: false }),
      },
    });
    await userEvent.click(
      await screen.findByRole('button', {
        name: 'Pause this access for 8 hours',
      }),
    );
    expect(stop).toHaveBeenCalledWith({
      ...{ kind: 'grant', subject: 'grant-1' },
      reason:
        'Alert: A decoy was called. Called dump, which nobody should call.',
      endsAt: expect.stringMatching(/^20/),
    });
    expect(
      await screen.findByText(/The gateways refuse it within two seconds/),
    ).toBeVisible();
  });

  it('spares who may not stop people a button that refuses', async () => {
    const alert = anAlert();
    show(
      {
        listAlerts: async () => ({ items: [alert] }),
        getAlert: async () => details(alert),
      },
      { at: '/?view=alerts&alert=a1' },
    );
    const dialog = await screen.findByRole('dialog');
    await within(dialog).findByText(/400 calls/);
    expect(within(dialog).queryByRole('region', { name: 'Act' })).toBeNull();
  });

  it('says what went wrong', async () => {
    show({
      listAlerts: async () => {
        throw new ApiProblem({ message: 'The database is away', status: 503 });
      },
    });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The alerts could not be loaded',
    );
  });
});
