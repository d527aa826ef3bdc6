import { useLingui } from '@lingui/react/macro';

import { type Locale, changeLocale, languages } from '../i18n/i18n';
import { Select } from './Select';

/** Chooses the language of the page. */
export function LanguageSwitch() {
  const { t, i18n } = useLingui();
  return (
    <Select
      label={<span className="text-sm">{t`Language`}</span>}
      value={i18n.locale}
      onChange={(event) => {
        void changeLocale(event.target.value as Locale);
      }}
    >
      {Object.entries(languages).map(([locale, name]) => (
        <option key={locale} value={locale} lang={locale}>
          {name}
        </option>
      ))}
    </Select>
  );
}
