import type { ReactNode } from 'react';

interface IconProps {
  className?: string;
}

/** Draws a 24 × 24 outline. Icons stand beside words, or in a button with a name, and are silent themselves. */
function icon(children: ReactNode) {
  return function Icon({ className = 'size-5' }: IconProps) {
    return (
      <svg
        aria-hidden="true"
        className={className}
        viewBox="0 0 24 24"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.8"
        strokeLinecap="round"
        strokeLinejoin="round"
      >
        {children}
      </svg>
    );
  };
}

export const ErrorIcon = icon(<><circle cx="12" cy="12" r="9" /><path d="M12 7.5v5.5M12 16.2v.1" /></>);
export const CheckIcon = icon(<path d="m5 12.5 4.5 4.5L19 7.5" />);
export const DotIcon = icon(<circle cx="12" cy="12" r="3" />);
export const CloseIcon = icon(<path d="M6 6l12 12M18 6 6 18" />);
export const MenuIcon = icon(<path d="M4 7h16M4 12h16M4 17h16" />);
export const ChevronIcon = icon(<path d="m7 10 5 5 5-5" />);
export const EyeIcon = icon(<><path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z" /><circle cx="12" cy="12" r="2.8" /></>);
export const EyeOffIcon = icon(<><path d="M4 4l16 16M9.9 5.8A9.6 9.6 0 0 1 12 5.5c6 0 9.5 6.5 9.5 6.5a17 17 0 0 1-3 3.7M6.4 7.4A16 16 0 0 0 2.5 12S6 18.5 12 18.5c1.6 0 3-.4 4.3-1.1" /><path d="M10 10.2a2.8 2.8 0 0 0 3.9 3.9" /></>);
export const SunIcon = icon(<><circle cx="12" cy="12" r="4" /><path d="M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4" /></>);
export const MoonIcon = icon(<path d="M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z" />);
export const DeviceIcon = icon(<><rect x="3" y="4.5" width="18" height="12" rx="2" /><path d="M9 20h6M12 16.5V20" /></>);
export const BulbIcon = icon(<path d="M9.5 18.5h5M10.5 21.5h3M12 2.5a6.5 6.5 0 0 0-4 11.6c.7.6 1.2 1.4 1.2 2.4h5.6c0-1 .5-1.8 1.2-2.4A6.5 6.5 0 0 0 12 2.5z" />);
export const BarsIcon = icon(<path d="M5 20v-6M12 20V4M19 20v-10" strokeWidth="3" />);
export const BallotIcon = icon(<><rect x="4" y="4" width="16" height="16" rx="4" /><path d="m8.5 12.2 2.5 2.5 4.7-5.2" /></>);
export const PersonIcon = icon(<><circle cx="12" cy="8" r="4" /><path d="M4.5 20.5a7.5 7.5 0 0 1 15 0" /></>);
export const OfflineIcon = icon(<path d="M3 3l18 18M5 12.5a10 10 0 0 1 4-2.4M2.5 9A14.5 14.5 0 0 1 7 6.2M12 5a14.5 14.5 0 0 1 9.5 4M15 10.6a10 10 0 0 1 4 1.9M8.5 16a5 5 0 0 1 7 0M12 19.5v.1" />);
