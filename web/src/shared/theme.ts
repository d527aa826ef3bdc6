/** How the page is coloured: `system` follows the device. public/theme.js applies the choice before the first paint. */
export type Theme = 'system' | 'light' | 'dark';

const storageKey = 'theme';

export function currentTheme(): Theme {
  const { theme } = document.documentElement.dataset;
  return theme === 'light' || theme === 'dark' ? theme : 'system';
}

/** Colours the page from now on, and remembers the choice. */
export function changeTheme(theme: Theme): void {
  if (theme === 'system') {
    delete document.documentElement.dataset.theme;
    localStorage.removeItem(storageKey);
  } else {
    document.documentElement.dataset.theme = theme;
    localStorage.setItem(storageKey, theme);
  }
}
