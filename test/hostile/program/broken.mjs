/** The attempt could not be made: neither contained nor not. */
export function broken(message) {
  return Object.assign(new Error(message), { isBroken: true });
}

/** The attempt was made and turned down. */
export function refused(code) {
  return Object.assign(new Error(code), { code });
}
