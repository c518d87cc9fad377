import type { Issuer } from '../../connections/__testUtils__/startIssuer';
import type { TestGateway } from '../startGateway';

/** A person links an account in the browser, from the portal to the issuer and back. */
export async function linkAccount(options: {
  gateway: TestGateway;
  person: string;
  issuer: Issuer;
  where: { serverRef: string } | { client: string };
  ticket?: string;
}): Promise<void> {
  const { gateway, person, issuer, where, ticket } = options;
  issuer.person = person;
  const portal = gateway.as(person);
  const begun = await portal
    .post('/connections/sign-ins', { ...where, ...(ticket && { ticket }) })
    .expect(200);
  const callback = await issuer.browse(begun.body.redirectTo);
  const back = await fetch(callback, { redirect: 'manual' });
  const { hash } = new URL(back.headers.get('location') ?? '');
  await portal
    .post('/connections/sign-ins/finish', {
      ticket: new URLSearchParams(hash.slice(1)).get('done'),
    })
    .expect(200);
}
