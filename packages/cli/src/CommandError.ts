/** Why a command could not be done, in words for whoever ran it. */
export class CommandError extends Error {}
