/** Where one secret of the configuration is. */
export interface SecretSource {
  /** From memory while what is known is new enough. */
  read(): SecretReading | Promise<SecretReading>;
  /** The system behind has refused it: whether there is another by now is asked at the next reading. */
  lookAgain(): void;
}

/** A secret, or why there is none. `text` is for people and names no secret. */
export type SecretReading =
  | { readonly kind: 'secret'; readonly secret: string }
  | { readonly kind: 'unavailable' }
  | { readonly kind: 'gone'; readonly text: string };
