import { renderInTestApp } from '@backstage/frontend-test-utils';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { SignInPage } from './SignInPage';
import { ssoAuthApiRef } from './ssoAuthApiRef';

const alice = {
  token: 'a-token',
  identity: {
    type: 'user' as const,
    userEntityRef: 'user:default/alice',
    ownershipEntityRefs: ['user:default/alice'],
  },
};

const createAuthApi = () => ({
  getBackstageIdentity: jest.fn(),
  getProfile: jest.fn(async () => ({ displayName: 'Alice Moreau' })),
  getAccessToken: jest.fn(),
  getIdToken: jest.fn(),
  signIn: jest.fn(),
  signOut: jest.fn(),
  sessionState$: jest.fn(),
});

const render = async (authApi: ReturnType<typeof createAuthApi>) => {
  const onSignInSuccess = jest.fn();
  await renderInTestApp(<SignInPage onSignInSuccess={onSignInSuccess} />, {
    apis: [[ssoAuthApiRef, authApi]],
  });
  return onSignInSuccess;
};

const button = () =>
  screen.findByRole('button', { name: 'Sign in with single sign-on' });

describe('SignInPage', () => {
  afterEach(() => window.history.replaceState(null, '', '/'));

  it('takes up a session that is there', async () => {
    const authApi = createAuthApi();
    authApi.getBackstageIdentity.mockResolvedValue(alice);
    const onSignInSuccess = await render(authApi);
    await waitFor(() => expect(onSignInSuccess).toHaveBeenCalledTimes(1));
    const [identityApi] = onSignInSuccess.mock.calls[0];
    expect(await identityApi.getBackstageIdentity()).toMatchObject({
      userEntityRef: 'user:default/alice',
    });
    expect(authApi.getBackstageIdentity).toHaveBeenCalledWith({
      optional: true,
    });
  });

  it('goes to the identity provider when asked', async () => {
    const authApi = createAuthApi();
    authApi.getBackstageIdentity.mockResolvedValueOnce(undefined);
    authApi.getBackstageIdentity.mockResolvedValueOnce(alice);
    const onSignInSuccess = await render(authApi);
    fireEvent.click(await button());
    await waitFor(() => expect(onSignInSuccess).toHaveBeenCalledTimes(1));
    expect(authApi.getBackstageIdentity).toHaveBeenLastCalledWith({
      instantPopup: true,
    });
  });

  it('shows why it failed, and lets people try again', async () => {
    window.history.replaceState(
      null,
      '',
      '/ai-tools?error=Access%20denied&q=1',
    );
    const authApi = createAuthApi();
    authApi.getBackstageIdentity.mockResolvedValue(alice);
    const onSignInSuccess = await render(authApi);
    expect(await screen.findByText(/Access denied/)).toBeInTheDocument();
    expect(window.location.search).toBe('?q=1');
    expect(onSignInSuccess).not.toHaveBeenCalled();

    fireEvent.click(await button());
    await waitFor(() => expect(onSignInSuccess).toHaveBeenCalledTimes(1));
  });

  it('says in plain words when the portal does not know the person', async () => {
    const authApi = createAuthApi();
    authApi.getBackstageIdentity.mockRejectedValue(
      new Error('Failed to sign-in, unable to resolve user identity.'),
    );
    await render(authApi);
    expect(
      await screen.findByText(/nobody with your e-mail address/),
    ).toBeInTheDocument();
  });
});
