/** Names of injected things that have no class of their own. */
export const SETTINGS = Symbol('settings');
export const BLOBS = Symbol('blob store');
export const MESSAGING = Symbol('messaging');
export const LOG = Symbol('log');
