/** Texts by key, in groups. */
export interface NestedMessages {
  readonly [key: string]: string | NestedMessages;
}

type KeysOf<M> = {
  [K in keyof M & string]: M[K] extends string ? K : `${K}.${KeysOf<M[K]>}`;
}[keyof M & string];

type MessageAt<M, Key extends string> = Key extends keyof M
  ? M[Key]
  : Key extends `${infer Group}.${infer Rest}`
  ? Group extends keyof M
    ? MessageAt<M[Group], Rest>
    : never
  : never;

/**
 * The same texts by their whole keys. Backstage's own type for it intersects one type per text, which takes the compiler minutes where
 * there are many.
 */
export type FlatMessages<M> = {
  readonly [Key in KeysOf<M>]: MessageAt<M, Key> & string;
};

/** Takes texts out of their groups: `{ a: { b: 'c' } }` becomes `{ 'a.b': 'c' }`. */
export function flatMessages(
  messages: NestedMessages,
  prefix = '',
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(messages).flatMap(([key, value]) =>
      typeof value === 'string'
        ? [[`${prefix}${key}`, value]]
        : Object.entries(flatMessages(value, `${prefix}${key}.`)),
    ),
  );
}
