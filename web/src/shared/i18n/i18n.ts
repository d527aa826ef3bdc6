import { type Messages, i18n } from '@lingui/core';

import { persistently } from '../persistently';

/** The languages of the app, as they call themselves. */
export const languages = { en: 'English', de: 'Deutsch' } as const;

export type Locale = keyof typeof languages;

/** Loads a catalog: each feature has one per language, in its folder `locales`. */
export type Catalogs = Record<Locale, () => Promise<{ messages: Messages }>>;

const storageKey = 'locale';
const inUse = new Set<Catalogs>();
/** Ends when the page is in the language that was last asked for. */
let settled = Promise.resolve();

/** Loads the texts of a feature in the language of the page; the route of each page does so before it is shown. */
export async function loadCatalogs(catalogs: Catalogs): Promise<void> {
  inUse.add(catalogs);
  // A page may be asked for before the first language is there, or while another one comes.
  await settled.catch(() => undefined);
  await load(catalogs, i18n.locale as Locale);
}

async function load(catalogs: Catalogs, locale: Locale): Promise<void> {
  const { messages } = await persistently(catalogs[locale]);
  i18n.load(locale, messages);
}

/** Shows the page in a language from now on, and remembers the choice. */
export async function changeLocale(locale: Locale): Promise<void> {
  await showIn(locale);
  localStorage.setItem(storageKey, locale);
}

/** Shows the page in the language chosen before, or in the first of the browser's that the app has. */
export async function startLocale(shell: Catalogs): Promise<void> {
  inUse.add(shell);
  const wanted = [localStorage.getItem(storageKey), ...navigator.languages].map((tag) => tag?.split('-')[0]);
  await showIn(wanted.find(isLocale) ?? 'en');
}

async function showIn(locale: Locale): Promise<void> {
  await activate(locale);
  document.documentElement.lang = locale;
}

/** Has all texts be in a language from now on, those of the frame around every page too. */
export async function activate(locale: Locale, ...shell: Catalogs[]): Promise<void> {
  for (const catalogs of shell) inUse.add(catalogs);
  settled = settled
    .catch(() => undefined)
    .then(async () => {
      await Promise.all([...inUse].map((catalogs) => load(catalogs, locale)));
      i18n.activate(locale);
    });
  await settled;
}

function isLocale(tag: string | undefined): tag is Locale {
  return tag !== undefined && tag in languages;
}
