import { CommandError } from './CommandError';
import { DoctorError } from './doctor/DoctorError';
import { plain } from './plain';
import type { Surroundings } from './Surroundings';

/** It could not be found out, which is neither well nor ill. */
export const COULD_NOT = 2;

/** Runs a command; what it cannot do it says, with exit code 2. */
export async function runCommand(
  { complain, setExitCode }: Surroundings,
  fn: () => Promise<void>,
): Promise<void> {
  try {
    await fn();
  } catch (error) {
    if (!(error instanceof CommandError || error instanceof DoctorError)) {
      throw error;
    }
    complain(`${plain(error.message)}\n`);
    setExitCode(COULD_NOT);
  }
}

/** The token of the portal, which is never an argument: those are seen in lists of processes. */
export function tokenOf({ env }: Surroundings, variable: string): string {
  const token = env[variable];
  if (!token) {
    throw new CommandError(
      `Put a token of the portal into the environment variable ${variable}.`,
    );
  }
  return token;
}
