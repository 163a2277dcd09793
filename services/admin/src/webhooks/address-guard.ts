import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** An address and the length of its prefix, as `ipaddr.js` reads a CIDR block. */
export type Network = ReturnType<typeof ipaddr.parseCIDR>;

/** @throws when the text is no block such as `10.0.0.0/8` or `fd00::/8` */
export function parseNetwork(text: string): Network {
  return ipaddr.parseCIDR(text);
}

/** The webhook points to a place that requests of this service must not reach. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
}

export type Resolve = (host: string) => Promise<LookupAddress[]>;

/**
 * Decides which address a request goes to. Whoever sets a webhook's URL could else reach what only this service may:
 * other services of its network, or the metadata server of a cloud. The caller connects to the very address that was
 * looked at, so that a name that changes its address between look and connection is of no use.
 */
export class AddressGuard {
  constructor(
    private readonly allowed: readonly Network[],
    private readonly resolve: Resolve = (host) => lookup(host, { all: true }),
  ) {}

  /** `host` is a name or an address, without brackets. @throws AddressRefused, or the resolver's error */
  async addressOf(host: string): Promise<string> {
    const found = isIP(host) ? [{ address: host }] : await this.resolve(host);
    const good = found.find(({ address }) => this.#mayReach(address));
    if (good) return good.address;
    // Which addresses a name has is not told: names of the operator's own network would be found out.
    throw new AddressRefused(
      'The host has no address that may be reached: private, loopback and other special addresses are refused. Use a public address, or ask the operator to allow its network.',
    );
  }

  #mayReach(text: string): boolean {
    // An IPv4 address that is written as IPv6 counts as what it is.
    const address = ipaddr.process(text);
    const listed = this.allowed.some(
      (network) => network[0].kind() === address.kind() && address.match(network),
    );
    return listed || address.range() === 'unicast';
  }
}
