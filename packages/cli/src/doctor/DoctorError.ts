/** Why nothing could be found out, in words for the person at the terminal. */
export class DoctorError extends Error {
  override readonly name = 'DoctorError';
}
