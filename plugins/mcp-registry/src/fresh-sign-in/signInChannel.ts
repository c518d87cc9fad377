const NAME = 'sallyport-fresh-sign-in';

/** Tells the other tabs of this browser that their person has signed in again. It proves nothing: the cookie does. */
export function announceSignIn(): void {
  if (typeof BroadcastChannel === 'undefined') return;
  const channel = new BroadcastChannel(NAME);
  channel.postMessage('signed-in');
  channel.close();
}

/** Calls `listener` when that happens in another tab. Returns the function that ends it. */
export function onSignIn(listener: () => void): () => void {
  if (typeof BroadcastChannel === 'undefined') return () => {};
  const channel = new BroadcastChannel(NAME);
  channel.onmessage = () => listener();
  return () => channel.close();
}
