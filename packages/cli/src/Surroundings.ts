/** What a command sees of the process that it runs in. */
export interface Surroundings {
  env: Record<string, string | undefined>;
  print(text: string): void;
  complain(text: string): void;
  setExitCode(code: number): void;
}
