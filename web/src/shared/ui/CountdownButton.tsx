import { useLingui } from '@lingui/react/macro';
import { type ReactNode, useEffect, useState } from 'react';

import { Button } from './Button';

interface Props {
  /** The seconds to wait before each press, the first one included. */
  seconds: number;
  onPress: () => void;
  busy?: boolean;
  children: ReactNode;
}

/** A button that can be pressed once in a while, such as to have a code sent again; it says how long to wait. */
export function CountdownButton({ seconds, onPress, busy = false, children }: Props) {
  const { t } = useLingui();
  const [until, setUntil] = useState(() => Date.now() + seconds * 1000);
  const [now, setNow] = useState(() => Date.now());
  const left = Math.max(0, Math.ceil((until - now) / 1000));
  const waits = left > 0;
  useEffect(() => {
    if (!waits) return undefined;
    const timer = setInterval(() => {
      setNow(Date.now());
    }, 1000);
    return () => {
      clearInterval(timer);
    };
  }, [waits]);
  const press = () => {
    if (waits) return;
    setNow(Date.now());
    setUntil(Date.now() + seconds * 1000);
    onPress();
  };
  return (
    <Button kind="quiet" busy={busy} aria-disabled={waits} onClick={press}>
      {children}
      {waits && <span className="tabular-nums">{t`(in ${left} s)`}</span>}
    </Button>
  );
}
