/** A channel to the other tabs; null where the browser has none, or does not allow one to this page. */
export function openChannel(name: string): BroadcastChannel | null {
  try {
    return new BroadcastChannel(name);
  } catch {
    return null; // an unknown name, or a browser that blocks storage and counts this as such
  }
}
