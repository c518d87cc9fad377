const NAME = /^w-([0-9a-f-]{36})\.([A-Za-z0-9-]{1,64})\.([\x21-\x7e]+)$/;

/** What the gateway calls a session with a server that it runs and that speaks HTTP by itself. */
export interface SessionName {
  /** Of the runtime, where each session has its own. */
  readonly key: string;
  /** The process that began it: no other one knows it. */
  readonly endpointId: string;
  /** The server's own name for it. */
  readonly own: string;
}

/** Says in the name itself where a session is, so that no replica has to remember it. Clients never see it. */
export function writeSessionName({ key, endpointId, own }: SessionName) {
  return `w-${key}.${endpointId}.${own}`;
}

/** `undefined`: it is no such name. */
export function readSessionName(text: string): SessionName | undefined {
  const [, key, endpointId, own] = NAME.exec(text) ?? [];
  return key === undefined ? undefined : { key, endpointId, own };
}
