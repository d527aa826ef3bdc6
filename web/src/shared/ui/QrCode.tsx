import { useEffect, useState } from 'react';

import { persistently } from '../persistently';

type Modules = readonly (readonly boolean[])[];

const quiet = 4; // modules of margin, as the standard asks

/**
 * Draws a text as a QR code, dark on light in both themes, as scanners want it. The library that computes it loads with
 * the first code. If that fails, nothing is shown: a code is never the only way, since not everybody can scan one.
 */
export function QrCode({ text, label }: { text: string; label: string }) {
  const modules = useModules(text);
  if (modules === 'failed') return null;
  if (!modules) return <div className="aspect-square w-full max-w-56 rounded-control bg-sunken" />;
  const size = modules.length + 2 * quiet;
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      className="w-full max-w-56 rounded-control"
      shapeRendering="crispEdges"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={pathOf(modules)} fill="#000" />
    </svg>
  );
}

function useModules(text: string): Modules | 'failed' | null {
  const [drawn, setDrawn] = useState<{ text: string; modules: Modules | 'failed' } | null>(null);
  useEffect(() => {
    let isLatest = true;
    void persistently(() => import('./qrModules'))
      .then(({ qrModules }): Modules | 'failed' => qrModules(text))
      .catch(() => 'failed' as const)
      .then((modules) => {
        if (isLatest) setDrawn({ text, modules });
      });
    return () => {
      isLatest = false;
    };
  }, [text]);
  return drawn?.text === text ? drawn.modules : null;
}

/** A square for each dark module. */
function pathOf(modules: Modules): string {
  return modules
    .flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x + quiet} ${y + quiet}h1v1h-1z` : '')))
    .join('');
}
