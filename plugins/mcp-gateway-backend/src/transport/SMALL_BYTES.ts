/** Up to this size an answer of known length is read and sent whole: that costs less than a stream. */
export const SMALL_BYTES = 128 * 1024;
