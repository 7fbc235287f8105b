import type { Client } from '../bridge/client';

let connected: Client | undefined;

/** Makes the window's one client known to the actions; called once, before anything is rendered. */
export function setClient(client: Client): void {
  connected = client;
}

/** The window's client. Components get it from here to hand it to viewers; nothing renders before it is set. */
export function getClient(): Client {
  if (connected === undefined) throw new Error('The page has no connection to its main process yet.');
  return connected;
}
