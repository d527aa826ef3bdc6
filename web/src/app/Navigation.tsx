import { useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';

import { useViewer } from '../shared/api/SessionProvider';
import { mainNavigation, visible } from './navigation';

/** The main ways through the app, in the header of a wide screen. */
export function HeaderNavigation() {
  const { t } = useLingui();
  if (mainNavigation.length === 0) return null;
  return (
    <nav aria-label={t`Main`} className="hidden md:block">
      <Items className="flex gap-1" itemClass="block rounded-control px-3.5 py-2" />
    </nav>
  );
}

/** The same at the foot of a narrow screen, in reach of a thumb. */
export function BottomNavigation() {
  const { t } = useLingui();
  if (mainNavigation.length === 0) return null;
  return (
    <nav
      aria-label={t`Main`}
      className="sticky bottom-0 z-20 border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      <Items
        className="grid auto-cols-fr grid-flow-col"
        itemClass="grid min-h-14 content-center justify-items-center gap-0.5 py-1.5 text-xs"
        icons
      />
    </nav>
  );
}

function Items({ className, itemClass, icons = false }: { className: string; itemClass: string; icons?: boolean }) {
  const { i18n } = useLingui();
  const viewer = useViewer();
  return (
    <ul className={className}>
      {visible(mainNavigation, viewer?.groups ?? null).map(({ to, label, icon: Icon }) => (
        <li key={to}>
          <Link
            to={to}
            className={`font-semibold text-quiet no-underline transition-colors hover:text-accent aria-[current=page]:text-accent ${itemClass}`}
          >
            {icons && Icon && <Icon />}
            {i18n._(label)}
          </Link>
        </li>
      ))}
    </ul>
  );
}
