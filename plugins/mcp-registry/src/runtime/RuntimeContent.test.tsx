import { EntityProvider } from '@backstage/plugin-catalog-react';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ApiProblem } from '../api/ApiProblem';
import type { McpGatewayApi } from '../api/McpGatewayApi';
import type { ServerRuntime } from '../api/types';
import { aServer } from '../__testUtils__/examples';
import { renderPage } from '../__testUtils__/renderPage';
import { RuntimeContent } from './RuntimeContent';

const bounds: ServerRuntime['driver']['bounds'] = {
  memory: 'hard',
  pids: 'hard',
  cpu: 'watched',
  disk: 'none',
};
const at = new Date().toISOString();
const running: ServerRuntime = {
  serverRef: 'api:default/orders',
  isolation: 'per-user',
  driver: { ready: true, tier: 'bwrap+seccomp+cgroup', bounds, problems: [] },
  runtimes: [
    {
      runtimeId: 'r1',
      state: 'running',
      digest: 'sha256:0123456789abcdef',
      person: 'user:default/alice',
      driver: 'sandbox',
      bounds,
      startedAt: at,
      changedAt: at,
      usage: {
        memoryBytes: 81 * 1024 * 1024,
        cpuSeconds: 1.234,
        pids: 3,
        diskBytes: 500,
      },
    },
  ],
  lastDay: { starts: 2, failures: 1 },
  events: [
    {
      at,
      runtimeId: 'r0',
      state: 'ended',
      event: 'exited',
      why: 'It used more memory than its profile allows.',
    },
    { at, runtimeId: 'r0', state: 'running', event: 'of-tomorrow' },
  ],
  egress: [
    {
      at,
      runtimeId: 'r1',
      host: 'evil.example',
      port: 443,
      allowed: false,
      why: 'Not in the profile',
      count: 12,
    },
    {
      ...{ at, runtimeId: 'r1', host: 'unknown', port: 0, allowed: false },
      why: 'An address that no way leads to from inside the sandbox',
      count: 1,
    },
  ],
  log: [{ at, runtimeId: 'r1', text: '<img src=x onerror=alert(1)>' }],
};
const nothing: ServerRuntime = {
  ...running,
  ...{ runtimes: [], events: [], egress: [], log: [] },
};

function show(gateway: Partial<McpGatewayApi>) {
  return renderPage(
    <EntityProvider
      entity={{
        apiVersion: 'backstage.io/v1alpha1',
        kind: 'API',
        metadata: { name: 'orders', namespace: 'default' },
      }}
    >
      <RuntimeContent />
    </EntityProvider>,
    { registry: { getServer: async () => aServer() }, gateway },
  );
}

describe('RuntimeContent', () => {
  it('shows what runs, how it is bounded, what it uses, and what happened', async () => {
    show({ getServerRuntime: async () => running });
    expect(await screen.findByText('Of alice')).toBeVisible();
    expect(screen.getByText('Running')).toBeVisible();
    expect(
      screen.getByText(/81 MiB of memory, 1.2 s of processor, 3 processes/),
    ).toBeVisible();
    expect(screen.getByText(/Memory: kept by the kernel;/)).toHaveTextContent(
      'Processor: watched, ended when exceeded; Disk: not kept',
    );
    expect(screen.getByText('2 starts, 1 failure')).toBeVisible();
    const ended = screen.getByRole('row', { name: /It has ended/ });
    expect(ended).toHaveTextContent('more memory than its profile allows');
    // What a newer gateway tells stays readable.
    expect(screen.getByRole('row', { name: /of-tomorrow/ })).toBeVisible();
    const refused = screen.getByRole('row', { name: /evil.example:443/ });
    expect(refused).toHaveTextContent('Refused');
    expect(refused).toHaveTextContent('12');
    const unknown = screen.getByRole('row', { name: /Unknown/ });
    expect(unknown).toHaveTextContent('no way leads to');
    expect(unknown).not.toHaveTextContent(':0');
  });

  it('A2: shows what it wrote as the text that it is', async () => {
    show({ getServerRuntime: async () => running });
    const log = await screen.findByRole('log', { name: 'Log' });
    expect(log).toHaveTextContent('<img src=x onerror=alert(1)>');
    expect(within(log).queryByRole('img')).toBeNull();
  });

  it('says what is missing where nothing can run, and that there is nothing', async () => {
    show({
      getServerRuntime: async () => ({
        ...nothing,
        driver: {
          ...{ ready: false, bounds },
          problems: [
            {
              text: 'bubblewrap is missing.',
              remedy: 'apt install bubblewrap',
            },
          ],
        },
      }),
    });
    expect(await screen.findByText(/apt install bubblewrap/)).toBeVisible();
    for (const text of [
      'Nothing runs now',
      'Nothing has happened yet',
      'It has not tried to connect to anything',
      'It has written nothing',
    ]) {
      expect(screen.getByText(text)).toBeVisible();
    }
  });

  it('tells those who do not answer for it that it is not for them', async () => {
    show({
      getServerRuntime: async () => {
        throw new ApiProblem({ status: 404, message: 'no' });
      },
    });
    expect(
      await screen.findByText('How it runs is for those who answer for it'),
    ).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Restart' })).toBeNull();
  });

  it('restarts and ends it after a question, and says what went wrong', async () => {
    const restartServerRuntime = jest.fn(async () => {});
    const stopServerRuntime = jest
      .fn()
      .mockRejectedValue(new ApiProblem({ status: 403, message: 'Not you' }));
    show({
      getServerRuntime: async () => running,
      ...{ restartServerRuntime, stopServerRuntime },
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Restart' }),
    );
    expect(restartServerRuntime).not.toHaveBeenCalled();
    await userEvent.click(
      within(screen.getByRole('dialog')).getByRole('button', {
        name: 'Restart',
      }),
    );
    expect(restartServerRuntime).toHaveBeenCalledWith('srv-1');
    expect(
      await screen.findByText('Every replica does it within seconds.'),
    ).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'End it now' }));
    const dialog = screen.getByRole('dialog');
    expect(dialog).toHaveTextContent('Calls under way are broken off');
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'End it now' }),
    );
    expect(await within(dialog).findByText('Not you')).toBeVisible();
  });
});
