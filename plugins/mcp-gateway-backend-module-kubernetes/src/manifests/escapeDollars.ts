/** Kubernetes reads `$(NAME)` in arguments and variables, and `$$` as one dollar: what a server is to get is written so that it gets it. */
export const escapeDollars = (text: string): string =>
  text.replaceAll('$', () => '$$');
