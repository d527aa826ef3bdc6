import { vi } from 'vitest';

/** How long a test waits for what is bound to happen, in milliseconds: far longer than a busy machine takes. */
export const patienceMs = 10_000;

/** Waits until the check passes. */
export const eventually = (check: () => void): Promise<void> => vi.waitFor(check, patienceMs);
