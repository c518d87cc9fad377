/** The identity provider cannot be asked, so nothing can be said of its tokens. */
export class ProviderUnavailable extends Error {
  override readonly name = 'ProviderUnavailable';
}
