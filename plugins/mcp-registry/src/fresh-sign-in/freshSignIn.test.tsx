import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ApiProblem } from '../api/ApiProblem';
import type { McpRegistryApi } from '../api/McpRegistryApi';
import { OpenItems } from '../approvals/OpenItems';
import { anItem, aRequest, aRevision } from '../__testUtils__/examples';
import { renderPage } from '../__testUtils__/renderPage';
import { SignedInPage } from './SignedInPage';
import { signInAddress } from './signInAddress';

const START =
  'http://localhost:7007/api/mcp-registry/fresh-sign-in/start?returnTo=/ai-tools/approvals';

/** The tabs of one browser, as far as they tell each other something. */
class Tabs {
  static readonly open = new Set<Tabs>();
  onmessage: (() => void) | null = null;
  constructor(readonly name: string) {
    Tabs.open.add(this);
  }
  postMessage() {
    for (const tab of Tabs.open) {
      if (tab !== this && tab.name === this.name) tab.onmessage?.();
    }
  }
  close() {
    Tabs.open.delete(this);
  }
}

const needed = (signInUrl = START) =>
  new ApiProblem({
    message: 'This decision needs a fresh sign-in.',
    status: 403,
    code: 'decision.fresh-sign-in',
    signInUrl,
  });

const CHANNEL = 'sallyport-fresh-sign-in';

/** In another tab of the browser. */
const comeBack = () => act(() => new Tabs(CHANNEL).postMessage());

type Decide = McpRegistryApi['decideAccessRequest'];

function open(decideAccessRequest: Decide) {
  renderPage(<OpenItems />, {
    registry: {
      listInbox: async () => ({
        items: [anItem()],
        open: 1,
      }),
      decideAccessRequest,
    },
  });
}

const refusedOnce = () =>
  jest
    .fn<ReturnType<Decide>, Parameters<Decide>>()
    .mockRejectedValueOnce(needed())
    .mockResolvedValue(aRequest({ state: 'approved' }));

describe('a decision that needs a fresh sign-in', () => {
  const original = globalThis.BroadcastChannel;
  beforeEach(() => {
    Tabs.open.clear();
    globalThis.BroadcastChannel = Tabs as never;
  });
  afterAll(() => {
    globalThis.BroadcastChannel = original;
  });

  it('says so, opens the sign-in in a new tab, and is made once it is pressed again', async () => {
    const decide = refusedOnce();
    open(decide);
    await userEvent.type(
      await screen.findByRole('textbox', { name: /^Note/ }),
      'Welcome',
    );
    await userEvent.click(screen.getByRole('button', { name: /^Approve/ }));
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('needs a fresh sign-in');
    const link = within(alert).getByRole('link', {
      name: /^Sign in again to decide/,
    });
    expect(link).toHaveAttribute('target', '_blank');
    const address = new URL(link.getAttribute('href') ?? '');
    expect(address.origin + address.pathname).toBe(
      'http://localhost:7007/api/mcp-registry/fresh-sign-in/start',
    );
    expect(
      URL.parse(address.searchParams.get('returnTo') ?? '')?.pathname,
    ).toBe('/mcp/signed-in');

    comeBack();
    expect(
      await screen.findByText(
        'You have signed in again. Decide once more now.',
      ),
    ).toBeVisible();
    expect(screen.queryByRole('alert')).toBeNull();
    // Nothing is decided by coming back alone.
    expect(decide).toHaveBeenCalledTimes(1);
    await userEvent.click(screen.getByRole('button', { name: /^Approve/ }));
    expect(await screen.findByText(/^Approved:/)).toBeVisible();
    expect(decide).toHaveBeenCalledTimes(2);
    expect(decide.mock.calls[1]).toEqual(decide.mock.calls[0]);
  });

  it('is asked for in the dialog of a refusal, too, where the reason stays', async () => {
    const decide = refusedOnce();
    open(decide);
    await userEvent.click(await screen.findByRole('button', { name: 'Deny' }));
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.type(dialog.getByRole('textbox'), 'Use the report');
    await userEvent.click(dialog.getByRole('button', { name: 'Deny' }));
    expect(
      await dialog.findByRole('link', { name: /^Sign in again to decide/ }),
    ).toBeVisible();
    comeBack();
    expect(await dialog.findByRole('status')).toHaveTextContent(
      'Decide once more',
    );
    expect(dialog.getByRole('textbox')).toHaveValue('Use the report');
    await userEvent.click(dialog.getByRole('button', { name: 'Deny' }));
    await waitFor(() => expect(decide).toHaveBeenCalledTimes(2));
  });

  it('is asked for again where it was too old after all', async () => {
    const decide = jest.fn(async () => {
      throw needed();
    });
    open(decide);
    const approve = await screen.findByRole('button', { name: /^Approve/ });
    await userEvent.click(approve);
    await screen.findByRole('link', { name: /^Sign in again/ });
    comeBack();
    await screen.findByText(/Decide once more now/);
    await userEvent.click(approve);
    expect(
      await screen.findByRole('link', { name: /^Sign in again/ }),
    ).toBeVisible();
  });

  it('is asked for a reviewed version, too', async () => {
    renderPage(<OpenItems />, {
      registry: {
        listInbox: async () => ({
          items: [
            {
              ...anItem(),
              kind: 'revision',
              accessRequest: undefined,
              revision: aRevision(),
            },
          ],
          open: 1,
        }),
        decideRevision: async () => {
          throw needed();
        },
      },
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Approve this version' }),
    );
    expect(
      await screen.findByRole('link', { name: /^Sign in again/ }),
    ).toBeVisible();
  });
});

describe('SignedInPage', () => {
  it('tells the tab where the person was deciding, and says what to do', async () => {
    globalThis.BroadcastChannel = Tabs as never;
    const deciding = new Tabs(CHANNEL);
    deciding.onmessage = jest.fn();
    renderPage(<SignedInPage />, {});
    expect(await screen.findByText('You have signed in again')).toBeVisible();
    expect(deciding.onmessage).toHaveBeenCalledTimes(1);
    expect(screen.getByRole('link', { name: 'Approvals' })).toHaveAttribute(
      'href',
      '/ai-tools/approvals',
    );
  });
});

describe('signInAddress', () => {
  it('comes back to our page, below the portal’s own address', () => {
    const address = signInAddress(START, 'https://example.com/portal/');
    expect(new URL(address ?? '').searchParams.get('returnTo')).toBe(
      'https://example.com/portal/mcp/signed-in',
    );
  });

  it.each([`${'javascript'}:alert(1)`, 'data:text/html,x', 'nonsense'])(
    'C3: %s is no place to go',
    address => {
      expect(signInAddress(address, 'https://example.com')).toBeUndefined();
    },
  );
});
