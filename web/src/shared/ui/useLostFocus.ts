import { type RefObject, useEffect, useRef } from 'react';

/**
 * Marks where the focus goes when a change of `state` has removed the element that had it. If something else has it by
 * then, such as the first field of a form, it stays there.
 */
export function useLostFocus<Target extends HTMLElement>(state: unknown): RefObject<Target | null> {
  const target = useRef<Target>(null);
  const before = useRef(state);
  useEffect(() => {
    if (before.current !== state && document.activeElement === document.body) target.current?.focus();
    before.current = state;
  }, [state]);
  return target;
}
