/**
 * An id of 128 random bits, for what the server must recognise when it is sent again. `crypto.randomUUID` exists in secure contexts
 * only, so not by plain http under a name of the local network.
 */
export function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
