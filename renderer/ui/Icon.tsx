import type { LucideIcon } from 'lucide-react';

/** A Lucide icon at the line weight of the design; decorative, the word stands beside it or in the control's name. */
export function Icon({ icon: Shape, size = 16 }: { readonly icon: LucideIcon; readonly size?: number }) {
  return <Shape size={size} strokeWidth={1.9} aria-hidden="true" focusable="false" />;
}
