/** Set by proxy.ts on each request before any of our code sees it; whatever a client sends under these names is overwritten. */
export const requestIdHeader = "x-request-id";
export const pathHeader = "x-syncbridge-path";
export const nonceHeader = "x-nonce";
