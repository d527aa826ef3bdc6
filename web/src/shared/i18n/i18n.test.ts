// @vitest-environment jsdom
import { i18n } from '@lingui/core';
import { beforeEach, expect, test, vi } from 'vitest';

import { eventually } from '../../test/eventually';
import { type Catalogs, changeLocale, loadCatalogs, startLocale } from './i18n';

/** The texts of a page and of the frame around it, which come as soon as `come` is called. */
function slowly(id: string) {
  let come: () => void = () => undefined;
  const coming = new Promise<void>((resolve) => {
    come = resolve;
  });
  const asked = vi.fn();
  const catalog = (language: string) => async () => {
    asked();
    await coming;
    return { messages: { [id]: language } };
  };
  const catalogs: Catalogs = { en: catalog('English'), de: catalog('Deutsch') };
  return {
    catalogs,
    asked,
    come: () => {
      come();
    },
  };
}

beforeEach(() => {
  localStorage.clear();
});

test('a page that is requested before the first language has loaded is shown in it', async () => {
  localStorage.setItem('locale', 'de');
  const frame = slowly('frame');
  const page = slowly('page');
  page.come();
  const started = startLocale(frame.catalogs);
  const loaded = loadCatalogs(page.catalogs);
  await eventually(() => {
    expect(frame.asked).toHaveBeenCalled();
  });
  frame.come();
  await Promise.all([started, loaded]);
  expect([i18n._('frame'), i18n._('page')]).toEqual(['Deutsch', 'Deutsch']);
  await changeLocale('en');
  expect([i18n._('frame'), i18n._('page')]).toEqual(['English', 'English']);
});

test('a page that is requested while another language loads is shown in that one', async () => {
  const frame = slowly('late frame');
  frame.come();
  await startLocale(frame.catalogs);
  const other = slowly('other');
  void loadCatalogs(other.catalogs);
  const changed = changeLocale('de');
  await eventually(() => {
    expect(other.asked).toHaveBeenCalledTimes(2); // in both languages
  });
  const page = slowly('late page');
  const loaded = loadCatalogs(page.catalogs);
  page.come();
  other.come();
  await Promise.all([changed, loaded]);
  expect([i18n._('late frame'), i18n._('late page')]).toEqual(['Deutsch', 'Deutsch']);
  expect(document.documentElement.lang).toBe('de');
});

test('a language that does not load leaves the page in the one that it is in, and can be asked for again', async () => {
  let broken = true;
  const catalogs: Catalogs = {
    en: () => Promise.resolve({ messages: { here: 'English' } }),
    de: () => (broken ? Promise.reject(new Error('offline')) : Promise.resolve({ messages: { here: 'Deutsch' } })),
  };
  await startLocale(catalogs);
  await expect(changeLocale('de')).rejects.toThrow('offline');
  await loadCatalogs(catalogs);
  expect([i18n.locale, localStorage.getItem('locale')]).toEqual(['en', null]);
  broken = false;
  await changeLocale('de');
  expect(i18n._('here')).toBe('Deutsch');
});
