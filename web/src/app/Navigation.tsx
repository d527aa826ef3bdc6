import { useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';

import { useViewer } from '../shared/api/SessionProvider';
import { mainNavigation, visible } from './navigation';

/** The main ways through the app, in the header of a wide screen. */
export function HeaderNavigation() {
  const { t } = useLingui();
  return (
    <nav aria-label={t`Main`} className="hidden md:block">
      <Items className="flex gap-1" itemClass="rounded-control px-3.5 py-2" />
    </nav>
  );
}

/** The same at the foot of a narrow screen, in reach of a thumb. */
export function BottomNavigation() {
  const { t } = useLingui();
  return (
    <nav aria-label={t`Main`} className="sticky bottom-0 z-20 border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] md:hidden">
      <Items className="grid auto-cols-fr grid-flow-col" itemClass="grid min-h-14 place-items-center text-sm" />
    </nav>
  );
}

function Items({ className, itemClass }: { className: string; itemClass: string }) {
  const { i18n } = useLingui();
  const viewer = useViewer();
  return (
    <ul className={className}>
      {visible(mainNavigation, viewer?.groups ?? null).map(({ to, label }) => (
        <li key={to}>
          <Link
            to={to}
            className={`block font-semibold text-quiet no-underline transition-colors hover:text-accent aria-[current=page]:text-accent ${itemClass}`}
          >
            {i18n._(label)}
          </Link>
        </li>
      ))}
    </ul>
  );
}
