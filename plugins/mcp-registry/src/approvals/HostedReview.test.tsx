import { screen, within } from '@testing-library/react';
import { aHostedSnapshot } from '../__testUtils__/aHostedSnapshot';
import { aRevision } from '../__testUtils__/examples';
import { renderPage } from '../__testUtils__/renderPage';
import { HostedReview } from './HostedReview';

describe('HostedReview', () => {
  it('says what is dangerous, and leaves to the difference above it what changes', async () => {
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
    renderPage(<HostedReview revision={revision} />, {});
    const [worst] = within(
      await screen.findByRole('list', { name: 'Worth a look' }),
    ).getAllByRole('listitem');
    expect(worst).toHaveTextContent('Dangerous');
    expect(worst).toHaveTextContent('/home/bob is all that somebody has');
  });

  it('says what a first version could do', async () => {
    renderPage(
      <HostedReview revision={aRevision({ snapshot: aHostedSnapshot() })} />,
      {},
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
