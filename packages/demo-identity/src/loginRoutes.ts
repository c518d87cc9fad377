import type { Context, Next } from 'koa';
import { errors, type Provider } from 'oidc-provider';
import { loginPage } from './pages/loginPage';
import { messagePage } from './pages/messagePage';
import type { Person } from './readPeople';

const MAX_FORM_BYTES = 4096;

/** Reads a small form; more than that is not our page's. */
async function readForm(ctx: Context): Promise<URLSearchParams | undefined> {
  let text = '';
  for await (const chunk of ctx.req) {
    text += chunk;
    if (text.length > MAX_FORM_BYTES) return undefined;
  }
  return new URLSearchParams(text);
}

function secure(ctx: Context) {
  ctx.set({
    'Cache-Control': 'no-store',
    // No form-action: browsers apply it to the redirect back to the portal too.
    'Content-Security-Policy':
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; frame-ancestors 'none'",
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  });
}

/**
 * Someone else may have signed in with this browser. The provider would show a log-out page in between, which needs a
 * script; changing hats is what this page is for, so the earlier person is just forgotten.
 */
async function forgetOtherPerson(provider: Provider, sessionUid?: string) {
  const session = sessionUid && (await provider.Session.findByUid(sessionUid));
  if (!session) return;
  session.accountId = undefined;
  session.authorizations = {};
  await session.save(Math.max(1, session.exp - Math.floor(Date.now() / 1000)));
}

/** The pages between "sign in" and the way back to the portal: who is it? */
export function loginRoutes(options: { provider: Provider; people: Person[] }) {
  const { provider, people } = options;

  const refuse = (ctx: Context, status: number, text: string) => {
    ctx.status = status;
    ctx.type = 'html';
    ctx.body = messagePage({
      title: 'That sign-in did not work',
      text,
      hint: 'Nothing was changed. Go back to the portal and sign in again.',
    });
  };

  return async (ctx: Context, next: Next) => {
    secure(ctx);
    const isLogin = /^\/login\/[\w-]{1,64}$/.test(ctx.path);
    if (!isLogin) {
      await next();
      return;
    }
    let sessionUid: string | undefined;
    try {
      // The interaction's cookie ties this page to the browser that asked for it.
      const interaction = await provider.interactionDetails(ctx.req, ctx.res);
      if (ctx.path !== `/login/${interaction.uid}`) {
        refuse(ctx, 400, 'This page belongs to another sign-in.');
        return;
      }
      sessionUid = interaction.session?.uid;
    } catch (error) {
      if (!(error instanceof errors.SessionNotFound)) throw error;
      refuse(ctx, 400, 'This sign-in has ended or was started elsewhere.');
      return;
    }
    if (ctx.method === 'GET') {
      ctx.type = 'html';
      ctx.body = loginPage({ people, action: ctx.path });
      return;
    }
    if (ctx.method !== 'POST') {
      ctx.set('Allow', 'GET, POST');
      refuse(ctx, 405, `${ctx.method} is not possible here.`);
      return;
    }
    const chosen = (await readForm(ctx))?.get('person');
    const person = people.find(({ name }) => name === chosen);
    if (!person) {
      refuse(ctx, 400, 'There is no such person in the example company.');
      return;
    }
    const resume = await provider.interactionResult(ctx.req, ctx.res, {
      login: { accountId: person.name },
    });
    await forgetOtherPerson(provider, sessionUid);
    ctx.status = 303;
    ctx.redirect(resume);
  };
}
