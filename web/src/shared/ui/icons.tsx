import type { ReactNode } from 'react';

interface IconProps {
  className?: string;
}

/** Makes an icon of a 24 × 24 outline. Icons stand next to words, or in a button with a name, and are silent themselves. */
export function icon(children: ReactNode) {
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

export const ErrorIcon = icon(
  <>
    <circle cx="12" cy="12" r="9" />
    <path d="M12 7.5v5.5M12 16.2v.1" />
  </>,
);
export const CheckIcon = icon(<path d="m5 12.5 4.5 4.5L19 7.5" />);
export const DotIcon = icon(<circle cx="12" cy="12" r="3" />);
export const CloseIcon = icon(<path d="M6 6l12 12M18 6 6 18" />);
export const ChevronIcon = icon(<path d="m7 10 5 5 5-5" />);
export const BulbIcon = icon(
  <path d="M9.5 18.5h5M10.5 21.5h3M12 2.5a6.5 6.5 0 0 0-4 11.6c.7.6 1.2 1.4 1.2 2.4h5.6c0-1 .5-1.8 1.2-2.4A6.5 6.5 0 0 0 12 2.5z" />,
);
export const BarsIcon = icon(<path d="M5 20v-6M12 20V4M19 20v-10" strokeWidth="3" />);
export const BallotIcon = icon(
  <>
    <rect x="4" y="4" width="16" height="16" rx="4" />
    <path d="m8.5 12.2 2.5 2.5 4.7-5.2" />
  </>,
);
export const OfflineIcon = icon(
  <path d="M3 3l18 18M5 12.5a10 10 0 0 1 4-2.4M2.5 9A14.5 14.5 0 0 1 7 6.2M12 5a14.5 14.5 0 0 1 9.5 4M15 10.6a10 10 0 0 1 4 1.9M8.5 16a5 5 0 0 1 7 0M12 19.5v.1" />,
);
