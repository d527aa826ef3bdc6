/** Draws a QR code from its rows, in which `1` is a dark module. It is dark on light in both themes, as scanners want it. */
export function QrCode({ rows, label }: { rows: readonly string[]; label: string }) {
  const quiet = 4; // modules of margin, as the standard asks
  const size = rows.length + 2 * quiet;
  const path = rows
    .flatMap((row, y) => Array.from(row, (module, x) => (module === '1' ? `M${x + quiet} ${y + quiet}h1v1h-1z` : '')))
    .join('');
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      className="w-full max-w-56 rounded-control"
      shapeRendering="crispEdges"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
