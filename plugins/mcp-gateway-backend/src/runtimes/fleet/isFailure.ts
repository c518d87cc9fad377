/** Whether something that happened to a runtime is a failure: one that was stopped has ended as it should, and says no reason. */
export function isFailure(entry: {
  readonly event: string;
  readonly isSilent: boolean;
}): boolean {
  switch (entry.event) {
    case 'failed':
    case 'unresponsive':
    case 'unruly':
    case 'lost':
      return true;
    case 'exited':
      return !entry.isSilent;
    default:
      return false;
  }
}
