import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aHostedSnapshot } from '../__testUtils__/aHostedSnapshot';
import { aRevision, aServer } from '../__testUtils__/examples';
import { renderPage } from '../__testUtils__/renderPage';
import { ApiProblem } from '../api/ApiProblem';
import type { Server } from '../api/types';
import { ServerProfile } from './ServerProfile';

const approvedRevision = aRevision({
  state: 'approved',
  snapshot: aHostedSnapshot(),
});
const pendingRevision = aRevision({
  number: 2,
  snapshot: aHostedSnapshot({
    permissionProfile: {
      write: ['volume://notes:/notes'],
      network: { outbound: { allow_host: ['files.example.com'] } },
    },
  }),
});

function show(server: Partial<Server>, proposeProfile = jest.fn()) {
  const onChanged = jest.fn();
  renderPage(<ServerProfile server={aServer(server)} onChanged={onChanged} />, {
    registry: { proposeProfile },
  });
  return { proposeProfile, onChanged };
}

describe('ServerProfile', () => {
  it('says what is approved, what is doubtful, and what would change', async () => {
    show({ approvedRevision, pendingRevision });
    expect(
      await screen.findByRole('list', { name: 'Connect' }),
    ).toHaveTextContent('It can connect to nothing.');
    expect(
      screen.getByText('It can keep files in the volume notes, as /notes.'),
    ).toBeVisible();
    const changes = screen.getByRole('list', { name: 'What changes' });
    expect(
      within(changes)
        .getAllByRole('listitem')
        .map(item => item.textContent),
    ).toEqual([
      'New: It can connect to files.example.com, port 443, by any protocol.',
      'No longer: It can connect to nothing.',
    ]);
    expect(screen.queryByRole('button')).toBeNull();
  });

  it('shows what waits where nothing is approved', async () => {
    show({ pendingRevision });
    expect(
      await screen.findByText(/files.example.com, port 443/),
    ).toBeVisible();
    expect(screen.queryByRole('list', { name: 'What changes' })).toBeNull();
  });

  it('never takes what it cannot read for harmless', async () => {
    show({ approvedRevision: aRevision({ snapshot: { version: 9 } }) });
    expect(await screen.findByText(/cannot be read/)).toBeVisible();
    expect(screen.queryByText('It can connect to nothing.')).toBeNull();
  });

  it('lets the owner propose another profile, which waits for review', async () => {
    const { proposeProfile, onChanged } = show(
      { approvedRevision, iDecide: true },
      jest.fn(async () => pendingRevision),
    );
    await userEvent.click(
      await screen.findByRole('button', { name: 'Propose a change' }),
    );
    const form = within(
      screen.getByRole('group', { name: 'Propose another profile' }),
    );
    const send = form.getByRole('button', { name: 'Submit for review' });
    expect(send).toBeDisabled();
    const hosts = form.getByRole('textbox', { name: /^Hosts/ });
    await userEvent.type(hosts, 'a_b');
    expect(send).toBeDisabled();
    await userEvent.clear(hosts);
    await userEvent.type(hosts, 'files.example.com');
    await userEvent.type(form.getByRole('textbox', { name: /^Why/ }), 'export');
    await userEvent.click(send);
    await waitFor(() =>
      expect(proposeProfile).toHaveBeenCalledWith('api:default/orders', {
        permissionProfile: {
          write: ['volume://notes:/notes'],
          network: { outbound: { allow_host: ['files.example.com'] } },
        },
        note: 'export',
      }),
    );
    expect(await screen.findByText(/Submitted. It waits/)).toBeVisible();
    expect(onChanged).toHaveBeenCalledTimes(1);
  });

  it('keeps what was written where the registry refuses, and says why', async () => {
    show(
      { approvedRevision, iDecide: true },
      jest.fn(async () => {
        throw new ApiProblem({ message: 'Not today.', status: 403 });
      }),
    );
    await userEvent.click(
      await screen.findByRole('button', { name: 'Propose a change' }),
    );
    await userEvent.type(
      screen.getByRole('textbox', { name: /^Hosts/ }),
      'a.example',
    );
    await userEvent.click(
      screen.getByRole('button', { name: 'Submit for review' }),
    );
    expect(await screen.findByText('Not today.')).toBeVisible();
    expect(screen.getByRole('textbox', { name: /^Hosts/ })).toHaveValue(
      'a.example',
    );
  });

  it.each<[string, Partial<Server>]>([
    ['people who do not own it', { approvedRevision }],
    [
      'servers that are defined elsewhere',
      {
        iDecide: true,
        approvedRevision: aRevision({
          snapshot: aHostedSnapshot({ origin: 'url:https://git.example/x' }),
        }),
      },
    ],
  ])('offers no proposal for %s', async (_, server) => {
    show(server);
    await screen.findByText('It can connect to nothing.');
    expect(screen.queryByRole('button')).toBeNull();
  });
});
