import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aGrant, aServer, aRevision } from '../__testUtils__/examples';
import { renderPage } from '../__testUtils__/renderPage';
import { GrantCard } from '../access/GrantCard';
import { EndOfLifeLabel } from './EndOfLifeLabel';
import { EndOfLifeNote } from './EndOfLifeNote';
import { ServerEnd } from './ServerEnd';

const endOfLife = {
  retireAt: '2999-12-25T00:00:00.000Z',
  announcedAt: '2026-11-29T10:00:00.000Z',
  by: 'user:default/bob',
  reason: 'Nobody looks after it.',
};
const successor = { serverRef: 'api:default/tickets', title: 'Tickets' };

describe('the end of a server', () => {
  it('says when, why, and how to ask for what takes its place', async () => {
    const server = aServer({
      status: 'deprecated',
      endOfLife: { ...endOfLife, successor },
    });
    renderPage(
      <>
        <EndOfLifeNote server={server} />
        <EndOfLifeLabel server={server} />
      </>,
      {},
    );
    expect(
      await screen.findByText(/The last day of this server is .*2999/),
    ).toBeVisible();
    expect(screen.getByText(/Nobody looks after it\./)).toBeVisible();
    expect(screen.getByText(/^Until .*2999/)).toBeVisible();
    expect(
      screen.getByRole('link', { name: 'Ask for Tickets' }),
    ).toHaveAttribute(
      'href',
      '/ai-tools/request?server=api%3Adefault%2Ftickets',
    );
  });

  it('leads nowhere where nothing takes its place, and says whom to ask', async () => {
    renderPage(
      <EndOfLifeNote
        server={{
          endOfLife: { ...endOfLife, retiredAt: '2026-11-29T11:00:00.000Z' },
        }}
      />,
      {},
    );
    expect(await screen.findByText(/This server was retired/)).toBeVisible();
    expect(screen.getByText(/Ask its owner\./)).toBeVisible();
    expect(screen.queryByRole('link')).toBeNull();
  });

  it('stands with the access that somebody has', async () => {
    renderPage(
      <ul>
        <GrantCard
          grant={aGrant({ endOfLife: { ...endOfLife, successor } })}
          onChanged={() => undefined}
        />
      </ul>,
      {},
    );
    expect(
      await screen.findByRole('link', { name: 'Ask for Tickets' }),
    ).toBeVisible();
  });

  it('is for those who answer for the server, with a reason', async () => {
    const retired: unknown[] = [];
    const server = aServer({ iDecide: true, approvedRevision: aRevision() });
    const onChanged = jest.fn();
    renderPage(<ServerEnd server={server} onChanged={onChanged} />, {
      registry: {
        retireServer: async (...asked) => {
          retired.push(asked);
          return server;
        },
      },
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Retire it now' }),
    );
    const dialog = screen.getByRole('dialog');
    const confirm = within(dialog).getByRole('button', {
      name: 'Retire it now',
    });
    await userEvent.click(confirm);
    expect(retired).toEqual([]);
    await userEvent.type(within(dialog).getByRole('textbox'), 'Over.');
    await userEvent.click(confirm);
    await waitFor(() => expect(onChanged).toHaveBeenCalled());
    expect(retired).toEqual([['api:default/orders', { reason: 'Over.' }]]);
  });

  it('is named by a day and a reason', async () => {
    const asked: unknown[] = [];
    const server = aServer({ iDecide: true, approvedRevision: aRevision() });
    renderPage(<ServerEnd server={server} onChanged={() => undefined} />, {
      registry: {
        listServers: async () => ({
          items: [],
          totalItems: 0,
          facets: { owners: [], tags: [] },
        }),
        deprecateServer: async (...all) => {
          asked.push(all);
          return server;
        },
      },
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Name its last day' }),
    );
    const dialog = screen.getByRole('dialog');
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Name its last day' }),
    );
    expect(
      within(dialog).getByText('Choose a day in the future.'),
    ).toBeVisible();
    expect(asked).toEqual([]);
  });

  it.each([
    ['others', { iDecide: false }],
    ['a retired server', { iDecide: true, status: 'retired' as const }],
  ])('is not offered to %s', async (_, over) => {
    renderPage(
      <>
        <p>there</p>
        <ServerEnd
          server={aServer({ approvedRevision: aRevision(), ...over })}
          onChanged={() => undefined}
        />
      </>,
      {},
    );
    await screen.findByText('there');
    expect(screen.queryByRole('button')).toBeNull();
  });
});
