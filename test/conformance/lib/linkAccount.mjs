import { credentialsOf } from '../../support/rig/credentialsOf.mjs';

const MAX_STEPS = 10;

/**
 * A person links their account for a server: what the portal's page and the person's browser do. The suite's authorization
 * servers ask nobody anything: they answer with a redirect.
 */
export async function linkAccount({ gateway, person, serverRef }) {
  const credentials = credentialsOf(person);
  const api = (path, body) => gateway.api('POST', path, { credentials, body });
  const { redirectTo } = await api('/connections/sign-ins', { serverRef });
  let address = redirectTo;
  for (let step = 0; step < MAX_STEPS; step++) {
    const answer = await fetch(address, { redirect: 'manual' });
    const location = answer.headers.get('location');
    if (!location)
      throw new Error(`No way on: ${answer.status} ${await answer.text()}`);
    address = new URL(location, address);
    // The portal's page: it takes the ticket to the gateway, as whoever is signed in.
    const ticket = new URLSearchParams(address.hash.slice(1)).get('done');
    if (ticket) return await api('/connections/sign-ins/finish', { ticket });
  }
  throw new Error('The browser goes round in circles');
}
