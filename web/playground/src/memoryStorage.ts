import type { Storage } from '@graphiql/toolkit';

/**
 * A key-value store that lives as long as the page.
 *
 * GraphiQL keeps each tab's query and variables in localStorage by default, and here variables hold passwords,
 * one-time codes and tokens. Anything in localStorage outlives the session and is readable by every script of
 * the origin, so the playground is given this instead and writes nothing to disk.
 */
export function memoryStorage(): Storage {
  const values = new Map<string, string>();
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => {
      values.set(key, value);
    },
    removeItem: (key) => {
      values.delete(key);
    },
    clear: () => {
      values.clear();
    },
    get length() {
      return values.size;
    },
  };
}
