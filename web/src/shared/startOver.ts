/** What somebody has typed into a form and not sent, by the names of the fields. */
export type Typed = Record<string, unknown>;

/** What a page leaves to the page after the reload. */
interface Note {
  at: number;
  path: string;
  forms: Record<string, Typed>;
  /** Whether nothing was lost: only a page was opened. */
  quiet: boolean;
}

const storageKey = 'startedOver';
/** A page that has been reloaded within this time is not reloaded again: it would not help, and might never end. */
const restMs = 5 * 60_000;
/** How long what was typed waits for its form to be shown. */
const keepMs = 60_000;

const forms = new Map<string, () => Typed>();
const note = takeNote();

/** Takes the note out of the storage at once, so that nothing stays there. */
function takeNote(): Note | null {
  try {
    const stored = sessionStorage.getItem(storageKey);
    sessionStorage.removeItem(storageKey);
    return JSON.parse(stored ?? 'null') as Note | null;
  } catch {
    return null; // the browser blocks storage
  }
}

/**
 * Loads the app of the server's release. If a request that was not answered is the reason, it keeps what is typed in
 * forms; a page that is being opened replaces them in any case. It does nothing and returns false if that has just been
 * done, or if nothing can be stored.
 */
export function startOver(reason: 'request' | 'page'): boolean {
  if (note && Date.now() - note.at < restMs) return false;
  const quiet = reason === 'page';
  const typed = [...(quiet ? [] : forms)]
    .map(([name, read]) => [name, read()] as const)
    .filter(([, values]) => Object.keys(values).length > 0);
  const next: Note = { at: Date.now(), path: location.pathname, forms: Object.fromEntries(typed), quiet };
  try {
    sessionStorage.setItem(storageKey, JSON.stringify(next));
  } catch {
    return false;
  }
  location.reload();
  return true;
}

/** Whether the app has just reloaded without anything typed to show again: what was done last may be lost. */
export const hasStartedOver = (): boolean => note !== null && !note.quiet && Object.keys(note.forms).length === 0;

/**
 * Keeps what is typed into a form for a reload of the app; returns a function that ends that. `read` leaves out
 * secrets.
 */
export function keepForm(name: string, read: () => Typed): () => void {
  forms.set(name, read);
  return () => {
    if (forms.get(name) === read) forms.delete(name);
  };
}

/** What was typed into a form of this page before the reload, until it is taken. */
export function typedBefore(name: string): Typed | undefined {
  if (note?.path !== location.pathname || Date.now() - note.at > keepMs) return undefined;
  return note.forms[name];
}

/** Says that a form shows again what was typed before; false if one has said so already. */
export function takeTyped(name: string): boolean {
  if (!note?.forms[name]) return false;
  Reflect.deleteProperty(note.forms, name);
  return true;
}
