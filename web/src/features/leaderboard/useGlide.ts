import { type RefObject, useLayoutEffect, useRef } from 'react';

const glide = { duration: 500, easing: 'cubic-bezier(0.22, 0.8, 0.24, 1)' };

/**
 * Lets the children of a list glide to their new places when their order changes: each starts from where it was
 * visible, even in the middle of a glide. For people who ask for less motion they move at once.
 */
export function useGlide<List extends HTMLElement>(): RefObject<List | null> {
  const list = useRef<List>(null);
  const tops = useRef(new WeakMap<HTMLElement, number>());
  useLayoutEffect(() => {
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const moves = [...(list.current?.children ?? [])].flatMap((row) => {
      if (!(row instanceof HTMLElement)) return [];
      const before = tops.current.get(row);
      tops.current.set(row, row.offsetTop);
      return still || before === undefined || before === row.offsetTop
        ? []
        : [{ row, by: before - row.offsetTop + shift(row) }];
    });
    for (const { row, by } of moves) {
      for (const animation of row.getAnimations()) if (animation.id === 'glide') animation.cancel();
      // Rows that rise pass over the others.
      const zIndex = by > 0 ? 2 : 1;
      row.animate(
        [
          { transform: `translateY(${by}px)`, zIndex },
          { transform: 'none', zIndex },
        ],
        { ...glide, id: 'glide' },
      );
    }
  });
  return list;
}

/** How far a row in the middle of a glide is from its place. */
function shift(row: HTMLElement): number {
  const { transform } = getComputedStyle(row);
  return transform === 'none' ? 0 : new DOMMatrix(transform).m42;
}
