import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { hideCodes } from './hideCodes';

type Request = IncomingMessage & { originalUrl?: string };

/** What the log reads when the answer is finished, and what handlers saw before. */
function pass(originalUrl: string, referer?: string) {
  const req = {
    ...{ url: originalUrl, originalUrl },
    headers: referer ? { referer } : {},
  } as unknown as Request;
  const res = new EventEmitter() as unknown as ServerResponse;
  let handled = '';
  hideCodes(req, res, () => {
    handled = req.originalUrl ?? '';
  });
  let logged: unknown[] = [];
  res.on('finish', () => {
    logged = [req.originalUrl, req.headers.referer];
  });
  res.emit('finish');
  return { handled, logged };
}

describe('hideCodes', () => {
  const address =
    '/api/auth/oidc/handler/frame?code=s3cret&state=s&scope=openid';
  const hidden =
    '/api/auth/oidc/handler/frame?code=hidden&state=hidden&scope=openid';

  it('hides what a sign-in carries from the log, and from nobody else', () => {
    const { handled, logged } = pass(address);
    expect(handled).toBe(address);
    expect(logged).toEqual([hidden, undefined]);
  });

  it('hides it in the page before as well', () => {
    const { logged } = pass('/ai-tools', `http://localhost:7007${address}`);
    expect(logged).toEqual(['/ai-tools', `http://localhost:7007${hidden}`]);
  });

  it('hides the ticket of a question to a person, wherever it is asked', () => {
    const asked = 'http://localhost:7007/mcp/confirm?ticket=s3aled';
    const { logged } = pass(
      '/api/mcp-gateway/confirmations/asked?ticket=s3aled&all=1',
      asked,
    );
    expect(logged).toEqual([
      '/api/mcp-gateway/confirmations/asked?ticket=hidden&all=1',
      'http://localhost:7007/mcp/confirm?ticket=hidden',
    ]);
  });

  it('leaves other addresses as they are', () => {
    for (const other of [
      '/api/catalog/entities?code=x',
      '/api/auth/oidc/refresh',
      '/',
    ]) {
      expect(pass(other, 'no address').logged).toEqual([other, 'no address']);
    }
  });
});
