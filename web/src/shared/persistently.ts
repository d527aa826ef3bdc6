/** About six seconds in all: some of the instances asked meanwhile are likely to be of the app's release. */
const defaultWaits = [100, 200, 400, 800, 1600, 3200];

/** Says that the server answers and does not have a script of the app: the app is of another release. */
export class OutdatedApp extends Error {
  constructor(cause: unknown) {
    super('A script of the app is gone.', { cause });
  }
}

/**
 * Loads a part of the app by `import()`, and tries again where that fails: while a release is rolled out, the instance that is asked may
 * be of another one, and not have the file. It rejects with OutdatedApp where the server answers all the while.
 */
export async function persistently<T>(load: () => Promise<T>, waits = defaultWaits): Promise<T> {
  for (const wait of waits) {
    try {
      return await load();
    } catch (cause) {
      if (!navigator.onLine) throw cause;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
  try {
    return await load();
  } catch (cause) {
    throw (await isServerThere()) ? new OutdatedApp(cause) : cause;
  }
}

async function isServerThere(): Promise<boolean> {
  try {
    return (await fetch('/', { method: 'HEAD', cache: 'no-store', signal: AbortSignal.timeout(10_000) })).ok;
  } catch {
    return false;
  }
}
