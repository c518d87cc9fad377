import { once } from 'node:events';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { createServer, type TlsOptions } from 'node:tls';
import { X509Certificate } from 'node:crypto';
import { mockServices } from '@backstage/backend-test-utils';
import {
  ActiveStops,
  type Stop,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { generate, type SelfsignedOptions } from 'selfsigned';
import { EgressGuard } from '../egress/EgressGuard';
import { CertificateDesk } from './CertificateDesk';

jest.setTimeout(60_000);

const DAY_MS = 86_400_000;
const made = (options: SelfsignedOptions) => {
  const { private: key, ...pems } = generate(
    [{ name: 'commonName', value: 'mcp.test' }],
    {
      ...{ keySize: 2048, clientCertificateKeySize: 2048 },
      algorithm: 'sha256',
      extensions: [
        { name: 'basicConstraints', cA: true },
        {
          name: 'subjectAltName',
          altNames: [{ type: 2, value: 'mcp.test' }],
        },
      ],
      ...options,
    },
  );
  // The types do not know the second one, which the first one vouches for.
  return { key, ...pems } as unknown as {
    key: string;
    cert: string;
    clientcert: string;
    clientprivate: string;
  };
};
const endOf = (pem: string) =>
  new Date(new X509Certificate(pem).validTo).toISOString();

describe('CertificateDesk', () => {
  const closing: (() => Promise<unknown>)[] = [];
  const heard: string[] = [];
  let connections = 0;

  beforeEach(() => {
    heard.length = 0;
    connections = 0;
  });
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  async function listen(server: ReturnType<typeof createTcpServer>) {
    server.on('connection', socket => {
      connections += 1;
      socket.on('error', () => {});
      closing.push(async () => socket.destroy());
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    closing.push(async () => server.close());
    return (server.address() as AddressInfo).port;
  }
  const serve = async (options: TlsOptions) => {
    const server = createServer(options, socket => {
      socket.on('data', data => heard.push(String(data)));
      socket.on('error', () => {});
    });
    server.on('tlsClientError', () => {});
    return await listen(server);
  };
  const desk = (
    more: Partial<Parameters<typeof CertificateDesk.create>[0]> = {},
  ) =>
    CertificateDesk.create({
      guard: EgressGuard.create({ allowedHosts: ['mcp.test'] }),
      directory: { stops: () => ActiveStops.from([]) },
      logger: mockServices.logger.mock(),
      resolve: async () => [{ address: '127.0.0.1', family: 4 }],
      ...more,
    });

  it('says until when a certificate holds that calls would trust, and sends nothing', async () => {
    const { key, cert } = made({ days: 10 });
    const port = await serve({ key, cert });
    const look = await desk({ certificateAuthorities: cert }).look(
      `https://mcp.test:${port}/mcp`,
    );
    expect(look).toEqual({
      ...{ ok: true, trusted: true },
      certificates: [
        {
          ...{ subject: 'mcp.test', issuer: 'mcp.test' },
          validFrom: expect.stringMatching(/^\d{4}-/),
          validTo: endOf(cert),
        },
      ],
    });
    expect(connections).toBe(1);
    expect(heard).toEqual([]);
  });

  it('sees also what is over, and what nobody vouches for', async () => {
    // Nobody makes one that is over: it was made a month ago.
    jest.useFakeTimers({ now: Date.now() - 30 * DAY_MS });
    const { key, cert } = made({ days: 27 });
    jest.useRealTimers();
    const url = `https://mcp.test:${await serve({ key, cert })}/mcp`;
    expect(
      await desk({ certificateAuthorities: cert }).look(url),
    ).toMatchObject({
      ...{ ok: true, trusted: false, problem: 'CERT_HAS_EXPIRED' },
      certificates: [{ validTo: endOf(cert) }],
    });
    expect(await desk().look(url)).toMatchObject({
      ...{ ok: true, trusted: false },
      problem: expect.stringMatching(/SELF_SIGNED|EXPIRED/),
    });
    expect(heard).toEqual([]);
  });

  it('does not take another host’s certificate for this one', async () => {
    const { key, cert } = made({ days: 10 });
    const port = await serve({ key, cert });
    const { trusted, problem } = await desk({
      certificateAuthorities: cert,
      guard: EgressGuard.create({ allowedHosts: ['other.test'] }),
    }).look(`https://other.test:${port}/mcp`);
    expect({ trusted, problem }).toEqual({
      trusted: false,
      problem: 'ERR_TLS_CERT_ALTNAME_INVALID',
    });
  });

  it('shows what a certificate rests on, which may end first', async () => {
    const { cert, clientcert, clientprivate } = made({
      ...{ days: 5, clientCertificate: true },
      clientCertificateCN: 'mcp.test',
    });
    const port = await serve({ key: clientprivate, cert: clientcert + cert });
    const { certificates } = await desk({
      certificateAuthorities: cert,
    }).look(`https://mcp.test:${port}/mcp`);
    expect(certificates.map(({ validTo }) => validTo)).toEqual([
      endOf(clientcert),
      endOf(cert),
    ]);
    expect(endOf(cert) < endOf(clientcert)).toBe(true);
  });

  it('R1: connects nowhere that calls may not go, and to no stopped host', async () => {
    const { key, cert } = made({ days: 10 });
    const url = `https://mcp.test:${await serve({ key, cert })}/mcp`;
    const nothing = { ok: false, trusted: false, certificates: [] };
    expect(
      await desk({ guard: EgressGuard.create({ allowedHosts: [] }) }).look(url),
    ).toEqual({
      ...nothing,
      error: expect.stringContaining('does not connect to this address'),
    });
    const stop: Stop = { id: 's1', kind: 'host', subject: 'mcp.test' };
    expect(
      await desk({ directory: { stops: () => ActiveStops.from([stop]) } }).look(
        url,
      ),
    ).toEqual({ ...nothing, error: 'The host mcp.test was stopped.' });
    for (const address of ['mcp.test', url.replace('https', 'http')]) {
      expect(await desk().look(address)).toMatchObject(nothing);
    }
    expect(connections).toBe(0);
  });

  it('gives up on who says nothing, or hangs up', async () => {
    const silent = await listen(createTcpServer(() => {}));
    expect(
      await desk({ timeoutMs: 200 }).look(`https://mcp.test:${silent}/`),
    ).toMatchObject({
      error: 'The server did not answer within 0.2 seconds.',
    });
    const rude = await listen(createTcpServer(socket => socket.end()));
    const { ok, error } = await desk().look(`https://mcp.test:${rude}/`);
    expect({ ok, error }).toEqual({
      ok: false,
      error: 'The server closed the connection without an answer.',
    });
  });
});
