import { createProgram } from './createProgram';

const program = createProgram({
  env: process.env,
  print: text => process.stdout.write(text),
  complain: text => process.stderr.write(text),
  setExitCode: code => {
    process.exitCode = code;
  },
});

void program.parseAsync();
