import { useEffect, useEffectEvent, useState } from 'react';

import { firstCharacters } from '../characters';

const pauseMs = 300;

/** The longest search that the server takes. `maxLength` of an input would count an emoji twice. */
const mostCharacters = 100;

/**
 * A search that takes effect after a pause in typing: `apply` puts the text where `applied` comes from, such as the
 * address. When that changes by other means, so does the field.
 */
export function useTypedSearch(applied: string, apply: (search: string) => void) {
  const [typed, setTyped] = useState(applied);
  const [sent, setSent] = useState(applied);
  const [last, setLast] = useState(applied);
  if (applied !== last) {
    setLast(applied);
    if (applied !== sent) {
      setSent(applied);
      setTyped(applied);
    }
  }
  const send = (text: string) => {
    const search = text.trim();
    if (search === sent) return;
    setSent(search);
    apply(search);
  };
  const sendTyped = useEffectEvent(send);
  useEffect(() => {
    const timer = setTimeout(() => {
      sendTyped(typed);
    }, pauseMs);
    return () => {
      clearTimeout(timer);
    };
  }, [typed]);
  return {
    typed,
    setTyped: (text: string) => {
      setTyped(firstCharacters(text, mostCharacters));
    },
    /** Applies it without a pause, or another one. */
    send: (text = typed) => {
      setTyped(text);
      send(text);
    },
  };
}
