import {
  auth,
  Client,
  type OAuthClientProvider,
  type OAuthDiscoveryState,
  StreamableHTTPClientTransport,
} from '@modelcontextprotocol/client';
import {
  CLIENT_ID,
  ON_A_PORT,
  startAuthorization,
} from '../authorization-server/__testUtils__/startAuthorization';

jest.setTimeout(60_000);

type Tokens = Parameters<OAuthClientProvider['saveTokens']>[0];
type Known = Awaited<ReturnType<OAuthClientProvider['clientInformation']>>;

describe('the OAuth provider of the SDK’s second version', () => {
  let bench: Awaited<ReturnType<typeof startAuthorization>>;

  beforeAll(async () => {
    bench = await startAuthorization();
  });

  afterAll(async () => {
    await bench.stop();
  });

  it('comes from a bare address through 401, metadata and consent to a list of tools', async () => {
    const browser = bench.newBrowser();
    const serverUrl = bench.orders;
    let saved: Tokens | undefined;
    let known: Known;
    let found: OAuthDiscoveryState | undefined;
    let verifier = '';
    let back: URL | undefined;
    const provider: OAuthClientProvider = {
      redirectUrl: ON_A_PORT,
      clientMetadata: { redirect_uris: [ON_A_PORT] },
      clientMetadataUrl: CLIENT_ID,
      clientInformation: () => known,
      saveClientInformation: information => {
        known = information;
      },
      // Binds the answer to the authorization server that was asked.
      saveDiscoveryState: state => {
        found = state;
      },
      discoveryState: () => found,
      tokens: () => saved,
      saveTokens: tokens => {
        saved = tokens;
      },
      saveCodeVerifier: text => {
        verifier = text;
      },
      codeVerifier: () => verifier,
      redirectToAuthorization: async address => {
        const { url } = await browser.open(address);
        const id = url.pathname.split('/').at(-1)!;
        back = (await browser.open(await bench.decide(id))).url;
      },
    };
    const connect = async () => {
      const client = new Client({ name: 'v2', version: '2.0.0' });
      const transport = new StreamableHTTPClientTransport(new URL(serverUrl), {
        authProvider: provider,
      });
      return { client, transport, done: client.connect(transport) };
    };

    // The client finds everything by itself: it knows the address alone.
    const first = await connect();
    await expect(first.done).rejects.toThrow('Unauthorized');
    expect(back?.searchParams.get('iss')).toBe(bench.gateway.publicUrl);
    await first.transport.finishAuth(back!.searchParams);

    const { client, done } = await connect();
    await done;
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toContain('echo');
    await client.close();

    const before = saved;
    expect(await auth(provider, { serverUrl })).toBe('AUTHORIZED');
    expect(saved?.refresh_token).not.toBe(before?.refresh_token);
  });
});
