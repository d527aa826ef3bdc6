import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';

import { type Theme, changeTheme, currentTheme } from '../theme';
import { Select } from './Select';

/** Chooses between the colours of the device, light and dark. */
export function ThemeSwitch() {
  const { t } = useLingui();
  const [theme, setTheme] = useState(currentTheme);
  return (
    <Select
      label={<span className="text-sm">{t`Colours`}</span>}
      value={theme}
      onChange={(event) => {
        const chosen = event.target.value as Theme;
        changeTheme(chosen);
        setTheme(chosen);
      }}
    >
      <option value="system">{t`Like the device`}</option>
      <option value="light">{t`Light`}</option>
      <option value="dark">{t`Dark`}</option>
    </Select>
  );
}
