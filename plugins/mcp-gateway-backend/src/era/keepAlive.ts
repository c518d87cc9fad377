import type { SseOutput } from '../transport/SseOutput';

const EVERY_MS = 15_000;

/** Keeps a stream alive for proxies and clients that end quiet ones. Returns how to stop. */
export function keepAlive(output: SseOutput): () => void {
  const timer = setInterval(() => output.keepAlive(), EVERY_MS).unref();
  const stop = () => clearInterval(timer);
  output.readable.once('close', stop);
  return stop;
}
