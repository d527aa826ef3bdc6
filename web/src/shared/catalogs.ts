import type { Catalogs } from './i18n/i18n';

/**
 * The texts of src/shared that pages need, and the first screen does not: what errors say, rules of passwords, names of events. Those of
 * the kit are the shell's.
 */
export const sharedCatalogs: Catalogs = { en: () => import('./locales/en.po'), de: () => import('./locales/de.po') };
