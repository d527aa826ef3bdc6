import type { Catalogs } from '../../shared/i18n/i18n';

export const catalogs: Catalogs = { en: () => import('./locales/en.po'), de: () => import('./locales/de.po') };
