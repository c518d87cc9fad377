import {
  type SetupFinding,
  toSetupCheck,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ApiProblem } from '../api/ApiProblem';
import type { McpGatewayApi } from '../api/McpGatewayApi';
import type { SetupCheck, SetupRun } from '../api/types';
import { renderPage } from '../__testUtils__/renderPage';
import { OperationsPage } from './OperationsPage';

const check = (finding: SetupFinding, subjects?: string[]): SetupCheck =>
  toSetupCheck(finding, { subjects });
const aRun = (run?: Partial<SetupRun>): SetupRun => ({
  state: 'finished',
  startedAt: '2026-11-23T10:00:00Z',
  finishedAt: '2026-11-23T10:00:05Z',
  done: 4,
  total: 4,
  ...run,
});

function show(options: {
  portal?: SetupCheck[] | Error;
  gateway?: SetupCheck[] | Error;
  run?: SetupRun;
  more?: Partial<McpGatewayApi>;
}) {
  const { portal = [], gateway = [], run, more } = options;
  renderPage(<OperationsPage />, {
    registry: {
      listSetupChecks: async () => {
        if (portal instanceof Error) throw portal;
        return portal;
      },
    },
    gateway: {
      getSetupChecks: async () => {
        if (gateway instanceof Error) throw gateway;
        return { items: gateway, run };
      },
      ...more,
    },
  });
}

describe('OperationsPage', () => {
  it('shows what is to be done first, the worst on top, with what it is about', async () => {
    show({
      portal: [
        check('portal-guests.none'),
        check('portal-secrets.weak', ['auth.session.secret']),
      ],
      gateway: [check('upstreams.open', ['api:default/orders'])],
      run: aRun(),
    });
    const todo = await screen.findByRole('list', { name: 'To do' });
    const cards = Array.from(todo.children) as HTMLElement[];
    expect(cards).toHaveLength(2);
    expect(cards[0]).toHaveTextContent('Failed');
    expect(cards[0]).toHaveTextContent('Threat P1');
    expect(cards[0]).toHaveTextContent('auth.session.secret');
    expect(cards[0]).toHaveTextContent('openssl rand -base64 32');
    expect(cards[1]).toHaveTextContent('Warning');
    expect(within(cards[1]).getByRole('link')).toHaveAttribute(
      'href',
      '/catalog/default/api/orders',
    );
    expect(
      within(screen.getByRole('list', { name: 'Fine' })).getByText(
        'Nobody gets in as a guest.',
      ),
    ).toBeVisible();
    expect(
      screen.getByText('1 failed, 1 with a warning, 0 unknown, 1 fine'),
    ).toBeVisible();
    expect(screen.getByText(/4 of 4 servers asked/)).toBeVisible();
  });

  it('says which place gets no checkpoints, since when, why and what to do', async () => {
    const subject =
      'mcpGateway.evidence.checkpoints.export[1] (webhook audit.example.com): fails since 2026-11-29T09:00:00.000Z, last at 2026-11-29T11:00:00.000Z, has checkpoints up to 12: Error: It answered with 503';
    show({
      portal: [],
      gateway: [check('audit-checkpoints.failing', [subject])],
    });
    const todo = await screen.findByRole('list', { name: 'To do' });
    expect(todo).toHaveTextContent('Failed');
    expect(todo).toHaveTextContent(
      'Checkpoints of the audit log do not get to a place',
    );
    expect(todo).toHaveTextContent(subject);
    expect(todo).toHaveTextContent('mend the place');
  });

  it('says so where nothing is to be done', async () => {
    show({
      portal: [check('portal-permissions.on')],
      gateway: [check('upstreams.closed')],
    });
    expect(await screen.findByText('Nothing to do')).toBeVisible();
  });

  it('shows one half where the other does not answer, and never calls that fine', async () => {
    show({
      portal: [check('portal-permissions.on')],
      gateway: new Error('away'),
    });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The checks of the gateway could not be loaded',
    );
    expect(await screen.findByRole('list', { name: 'Fine' })).toBeVisible();
    expect(screen.queryByText('Nothing to do')).toBeNull();
  });

  it('tells who may see it to those who may not', async () => {
    const refusal = new ApiProblem({ message: 'no', status: 403 });
    show({ portal: refusal, gateway: refusal });
    expect(
      await screen.findByText('This page is for those who run the portal'),
    ).toBeVisible();
    expect(screen.queryByRole('alert')).toBeNull();
    expect(screen.queryByRole('button')).toBeNull();
  });

  it('shows a finding that it has no words for in the backend’s own', async () => {
    show({
      portal: [
        {
          finding: 'portal-moon.full',
          status: 'warn',
          threat: 'P9',
          text: 'The moon is full.',
          fix: 'Wait.',
        },
      ],
      gateway: [],
    });
    expect(await screen.findByText('The moon is full.')).toBeVisible();
    expect(screen.getByText('Wait.')).toBeVisible();
  });

  it('begins the check of servers and shows how far it is', async () => {
    let run: SetupRun | undefined;
    const checkServers = jest.fn(async () => {
      run = aRun({ state: 'running', finishedAt: undefined, done: 1 });
      return run;
    });
    show({
      portal: [],
      more: {
        checkServers,
        getSetupChecks: async () => ({
          items: [
            check(
              run?.state === 'finished'
                ? 'upstreams.closed'
                : 'upstreams.not-checked',
            ),
          ],
          run,
        }),
      },
    });
    const begin = await screen.findByRole('button', { name: 'Check servers' });
    await userEvent.click(begin);
    const progress = await screen.findByRole('progressbar', {
      name: '1 of 4 servers asked',
    });
    expect(progress).toHaveAttribute('value', '1');
    expect(begin).toBeDisabled();
    act(() => {
      run = aRun();
    });
    await waitFor(
      () =>
        expect(
          screen.getByText('No server answers without a credential.'),
        ).toBeVisible(),
      { timeout: 5_000 },
    );
    expect(screen.queryByRole('progressbar')).toBeNull();
    expect(checkServers).toHaveBeenCalledTimes(1);
  });

  it('says that a check of servers ended before it was done', async () => {
    show({ run: aRun({ finishedAt: undefined, done: 2 }) });
    expect(await screen.findByText(/ended before it was done/)).toBeVisible();
  });
});
