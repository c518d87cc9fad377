import { errors, interactionPolicy } from 'oidc-provider';

/** Every authorization is decided by a person in the portal, and once decided, it is. */
export function askInPortal(): interactionPolicy.Prompt[] {
  const { Check, Prompt } = interactionPolicy;
  return [
    new Prompt(
      { name: 'consent', requestable: true },
      new Check(
        'undecided',
        'a person decides in the portal',
        'interaction_required',
        ctx => {
          // RFC 8707 §2 allows several; a token of ours is for one endpoint.
          if (Array.isArray(ctx.oidc.params?.resource)) {
            throw new errors.InvalidTarget('ask for one resource at a time');
          }
          const { login, consent } = ctx.oidc.result ?? {};
          return !(login && consent);
        },
      ),
    ),
  ];
}
