/** A short message that comes and goes. */
export interface Toast {
  id: number;
  text: string;
  kind: 'success' | 'danger';
}

const stayMs = 6000;
let toasts: readonly Toast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function set(next: readonly Toast[]) {
  toasts = next;
  for (const listener of listeners) listener();
}

export const toastStore = {
  get: () => toasts,
  subscribe: (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  remove: (id: number) => {
    set(toasts.filter((toast) => toast.id !== id));
  },
};

/**
 * Says something in passing, such as that a change was saved. Anything that the person must act on belongs in an Alert.
 */
export function showToast(text: string, kind: Toast['kind'] = 'success'): void {
  lastId += 1;
  const id = lastId;
  set([...toasts, { id, text, kind }]);
  setTimeout(() => {
    toastStore.remove(id);
  }, stayMs);
}
