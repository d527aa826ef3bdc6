import { t } from '@lingui/core/macro';
import { useEffect, useEffectEvent, useState } from 'react';

import { type Typed, keepForm, takeTyped, typedBefore } from '../startOver';
import { showToast } from '../ui/toasts';

/** Fields whose values never get into the browser's storage, not even while the app reloads. */
const secret = /password|passphrase|secret|token|code|otp|pin$/i;

/** The values of a form that are kept: those that the person changed, except secrets. */
export function worthKeeping(values: Typed, defaults: Typed): Typed {
  const kept = Object.entries(values).filter(
    ([name, value]) => typeof value === 'string' && value !== defaults[name] && !secret.test(name),
  );
  return Object.fromEntries(kept);
}

/** What was typed into a form before the app last reloaded itself. The name says which form of the page it is. */
export function useTypedBefore(name: string): Typed {
  const [typed] = useState(() => typedBefore(name) ?? {});
  useEffect(() => {
    if (takeTyped(name))
      showToast(
        t`The app was updated. What you typed is still here, except for passwords and codes. Please send it again.`,
      );
  }, [name]);
  return typed;
}

/** Keeps what is typed into a form when the app reloads itself. */
export function useKeptForm(name: string, read: () => Typed): void {
  const readNow = useEffectEvent(read);
  useEffect(() => keepForm(name, () => readNow()), [name]);
}
