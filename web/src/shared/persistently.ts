/** About three seconds in all. */
const waits = [100, 200, 400, 800, 1600];

/**
 * Loads a part of the app by `import()`, and tries again where that fails: while a release is rolled out, the instance that is asked may
 * be of another one, and not have the file.
 */
export async function persistently<T>(load: () => Promise<T>): Promise<T> {
  for (const wait of waits) {
    try {
      return await load();
    } catch (cause) {
      if (!navigator.onLine) throw cause;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
  return load();
}
