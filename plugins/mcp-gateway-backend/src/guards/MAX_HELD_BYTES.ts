/** The most that is ever held of one answer, also where larger results may pass marked. */
export const MAX_HELD_BYTES = 8 * 1024 * 1024;
