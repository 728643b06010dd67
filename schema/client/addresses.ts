/** Where the gateway is: one address, or several of which any will do. */

export interface Address {
  /** Of `POST /graphql`. */
  readonly http: string;
  /** Of event streams. */
  readonly stream: string;
  /** Of the WebSocket. */
  readonly ws: string;
}

export interface Addresses {
  current(): Address;
  /** It did not serve: the next in turn is current now, unless another failure already saw to that. */
  failed(address: Address): void;
}

/**
 * @param urls of the GraphQL endpoint; relative ones count from the page.
 * @param wsUrls in the same order, where the WebSocket has another address.
 * @throws TypeError when one is no URL.
 */
export const createAddresses = (urls: string | readonly string[], wsUrls: string | readonly string[] = []): Addresses => {
  const wsList = [wsUrls].flat();
  const list = [urls].flat().map((url, index): Address => {
    const http = absolute(url);
    const stream = new URL(http);
    stream.pathname += "/stream";
    return { http, stream: stream.href, ws: absolute(wsList[index] ?? http).replace(/^http/, "ws") };
  });
  let index = 0;
  const current = (): Address => {
    const address = list[index];
    if (!address) throw new TypeError("Give the URL of the gateway's GraphQL endpoint.");
    return address;
  };
  current();
  return {
    current,
    failed(address) {
      if (address === list[index]) index = (index + 1) % list.length;
    },
  };
};

const absolute = (url: string): string => {
  const { location } = globalThis as { location?: { href: string } };
  return new URL(url, location?.href).href;
};
