import { screen, within } from '@testing-library/react';
import { aHostedSnapshot } from '../__testUtils__/aHostedSnapshot';
import { aRevision, aServer } from '../__testUtils__/examples';
import { renderPage } from '../__testUtils__/renderPage';
import { HostedReview } from './HostedReview';

describe('HostedReview', () => {
  const before = aRevision({ state: 'approved', snapshot: aHostedSnapshot() });

  it('says what the version could do that the approved one cannot, and what is dangerous', async () => {
    const revision = aRevision({
      number: 2,
      snapshot: aHostedSnapshot({
        permissionProfile: {
          write: ['volume://notes:/notes', '/home/bob:/data'],
          network: { outbound: { allow_host: ['files.example.com'] } },
          sallyport: { secrets: { KEY: { secret: 'notes-key', as: 'env' } } },
        },
      }),
    });
    renderPage(<HostedReview revision={revision} />, {
      registry: {
        getServer: async () => aServer({ approvedRevision: before }),
      },
    });
    const changes = await screen.findByRole('list', { name: 'What changes' });
    expect(
      within(changes)
        .getAllByRole('listitem')
        .map(item => item.textContent),
    ).toEqual([
      'New: It can connect to files.example.com, port 443, by any protocol.',
      'New: It can read, change and delete /home/bob of the machine, as /data.',
      'New: It gets the secret notes-key, in the variable KEY.',
      'No longer: It can connect to nothing.',
      'No longer: It gets no secrets.',
    ]);
    const [worst] = within(
      screen.getByRole('list', { name: 'Worth a look' }),
    ).getAllByRole('listitem');
    expect(worst).toHaveTextContent('Dangerous');
    expect(worst).toHaveTextContent('/home/bob is all that somebody has');
  });

  it('says what a first version could do', async () => {
    renderPage(
      <HostedReview revision={aRevision({ snapshot: aHostedSnapshot() })} />,
      { registry: { getServer: async () => aServer() } },
    );
    expect(await screen.findByText('It can connect to nothing.')).toBeVisible();
    expect(screen.queryByRole('list', { name: 'What changes' })).toBeNull();
  });

  it.each([
    ['has an address', { ...aHostedSnapshot(), package: undefined }],
    ['cannot be read', { version: 9 }],
  ])('shows nothing of one that %s', async (_, snapshot) => {
    renderPage(
      <>
        <p>there</p>
        <HostedReview revision={aRevision({ snapshot: { ...snapshot } })} />
      </>,
      {},
    );
    await screen.findByText('there');
    expect(screen.queryByText('What it will be able to do')).toBeNull();
  });
});
