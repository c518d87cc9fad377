/** Why a part of a condition has no value. */
export const NO_VALUE = {
  /** It cannot be evaluated, for certain: Cedar calls it an error. */
  fault: Symbol('fault'),
  /** The engine has to say. */
  unsure: Symbol('unsure'),
} as const;
