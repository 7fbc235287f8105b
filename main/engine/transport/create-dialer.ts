import type { Address } from './address';
import type { Dialer } from './dialer';
import { SocketDialer } from './socket-dialer';

import { SshDialer } from './ssh/ssh-dialer';
import { TlsDialer } from './tls-dialer';

/** What makes connections to an address. */
export function createDialer(address: Address): Dialer {
  switch (address.kind) {
    case 'unix':
    case 'npipe':
    case 'tcp':
      return new SocketDialer(address);
    case 'tls':
      return new TlsDialer(address);
    case 'ssh':
      return new SshDialer(address);
  }
}
