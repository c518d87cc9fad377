/** What stands in the place of an address for a server that the gateway runs. */
export function runtimeUrl(serverId: string): string {
  return `sallyport-runtime://${serverId}`;
}
