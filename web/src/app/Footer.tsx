import { Trans } from '@lingui/react/macro';

import { LanguageSwitch } from '../shared/ui/LanguageSwitch';
import { ThemeSwitch } from '../shared/ui/ThemeSwitch';

/** The end of every page: language, colours, licence. */
export function Footer() {
  return (
    <footer className="mt-12 border-t border-line">
      <div className="mx-auto flex max-w-6xl flex-wrap items-end justify-between gap-6 px-4 py-8 sm:px-8">
        <p className="text-sm text-quiet">
          <Trans>Unicorn Pursuit is open source under the Apache License 2.0.</Trans>
        </p>
        <div className="flex gap-3">
          <LanguageSwitch />
          <ThemeSwitch />
        </div>
      </div>
    </footer>
  );
}
