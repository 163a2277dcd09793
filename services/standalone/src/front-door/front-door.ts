/** Where the services listen, as base URLs without a trailing slash. */
export interface Upstreams {
  api: string;
  admin: string;
}

/** One port for everything: `/admin` goes to the admin service, the rest to the api. */
export interface FrontDoor {
  stop(): Promise<void>;
}
