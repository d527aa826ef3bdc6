import { Trans } from '@lingui/react/macro';
import { type ComponentType, Suspense, lazy } from 'react';

import { persistently } from '../shared/persistently';

// The end of a page is not on its first screen. Without these controls the page still works.
const Preferences = lazy<ComponentType>(() =>
  persistently(() => import('./Preferences')).catch(() => ({ default: () => null })),
);

/** The end of every page: language, colours, licence. */
export function Footer() {
  return (
    <footer className="mt-12 border-t border-line">
      <div className="mx-auto flex max-w-6xl flex-wrap items-end justify-between gap-6 px-4 py-8 sm:px-8">
        <p className="text-sm text-quiet">
          <Trans>Unicorn Pursuit is open source under the Apache License 2.0.</Trans>
        </p>
        <div className="flex min-h-18 gap-3">
          <Suspense>
            <Preferences />
          </Suspense>
        </div>
      </div>
    </footer>
  );
}
