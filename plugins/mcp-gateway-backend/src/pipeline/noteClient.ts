import { proceed, type Stage } from './types';

/** Where a token is used: what its client calls itself, for the person whose token it is. Nothing is decided by it. */
export function noteClient(options: {
  note: (tokenId: string, client: string) => void;
}): Stage {
  return call => {
    const { token, message } = call;
    if (token && message?.clientInfo !== undefined) {
      options.note(token.tokenId, message.clientInfo);
    }
    return proceed(call);
  };
}
