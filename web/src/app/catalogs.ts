import type { Catalogs } from '../shared/i18n/i18n';

/** The texts of src/app and of the kit, which every page needs. */
export const shellCatalogs: Catalogs = { en: () => import('../locales/en.po'), de: () => import('../locales/de.po') };
