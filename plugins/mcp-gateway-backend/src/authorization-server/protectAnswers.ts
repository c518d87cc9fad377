import type { KoaContextWithOIDC } from 'oidc-provider';

/** On every answer: nothing is kept on the way, framed, or told to the next page. Addresses of these pages hold codes and tickets. */
export async function protectAnswers(
  ctx: KoaContextWithOIDC,
  next: () => Promise<void>,
): Promise<void> {
  ctx.set({
    'Cache-Control': 'no-store',
    // No form-action: there is no form, and browsers would apply it to the redirect back to the client.
    'Content-Security-Policy':
      "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  });
  await next();
  // There are no sessions here, so there is no cookie of one.
  const kept = [ctx.response.get('set-cookie') ?? []]
    .flat()
    .filter(cookie => cookie && !/^sallyport_session/.test(cookie));
  if (kept.length > 0) ctx.set('Set-Cookie', kept);
  else ctx.remove('Set-Cookie');
}
