import { LanguageSwitch } from '../shared/ui/LanguageSwitch';
import { ThemeSwitch } from '../shared/ui/ThemeSwitch';

/** The language and the colours of this browser. */
export default function Preferences() {
  return (
    <>
      <LanguageSwitch />
      <ThemeSwitch />
    </>
  );
}
