/**
 * Connections that may wait to be accepted, as far as the system allows (`net.core.somaxconn`, 4096 on Linux). With
 * Node.js's 511 a burst of a thousand requests that meets a busy moment waits for a connection until the proxy gives up.
 */
export const listenBacklog = 4096;
