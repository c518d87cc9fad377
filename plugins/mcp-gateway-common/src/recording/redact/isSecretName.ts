/** A word of a name that says: this is a secret. */
const SECRET_WORDS = new Set(
  (
    'pin pins otp totp mfa pwd auth authorization authentication cookie cookies bearer jwt cvv cvc passcode passphrase ' +
    'signature sig sas dsn nonce sid csrf xsrf'
  ).split(' '),
);

/** Where one stands in a name, the name is a secret's. */
const SECRET_PARTS =
  /passwor|passwd|secret|token|credential|apikey|accesskey|privatekey|signingkey|authkey|connectionstring/;

/** A key of this is a secret. */
const KEY_OF = new Set(
  (
    'api access private secret signing encryption auth account client ssh gpg pgp master shared service session storage ' +
    'deploy license recovery webhook rsa aes hmac x'
  ).split(' '),
);

/** Says how many, how long or whether: numbers below such a name are no secrets. */
const COUNTS = new Set(
  (
    'max min count counts limit limits total used usage budget length size ttl expires expiry expiration in out per ' +
    'prompt completion input output remaining enabled required'
  ).split(' '),
);

/** Whether what stands below this name is a secret, however it is written. */
export function isSecretName(name: string): boolean {
  if (name.length > 200) return false;
  const words = wordsOf(name);
  return (
    SECRET_PARTS.test(words.join('')) ||
    words.some(
      (word, index) =>
        SECRET_WORDS.has(word) ||
        ((word === 'key' || word === 'keys') &&
          index > 0 &&
          KEY_OF.has(words[index - 1])),
    )
  );
}

/** Whether a number below this name is an amount, such as `max_tokens`. */
export function isCountName(name: string): boolean {
  return wordsOf(name).some(word => COUNTS.has(word));
}

function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(word => word !== '');
}
