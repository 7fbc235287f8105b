import { Check, Copy, type LucideIcon, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from './Button';
import { IconButton } from './IconButton';

export interface CopyButtonProps {
  /** What is copied, in words: `Copy ID`. */
  readonly label: string;
  /** Asked for at the press, so that nothing long is built before. */
  readonly text: () => string;
  /** Words beside the icon instead of the icon alone. */
  readonly words?: boolean;
  readonly size?: 'sm' | 'md';
  /** In place of the two sheets. */
  readonly icon?: LucideIcon;
  /** With words: looks like any button instead of a quiet one. */
  readonly framed?: boolean;
}

/** Copies a text and says so for 1.5 s. Copying is the person's own act, so no permission is asked for. */
export function CopyButton({
  label,
  text,
  words = false,
  size = 'sm',
  icon: idle = Copy,
  framed = false,
}: CopyButtonProps) {
  const [outcome, setOutcome] = useState<'copied' | 'refused'>();
  useEffect(() => {
    if (outcome === undefined) return;
    const timer = setTimeout(() => setOutcome(undefined), 1500);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = (): void => {
    void copyText(text()).then((done) => setOutcome(done ? 'copied' : 'refused'));
  };
  const icon = outcome === undefined ? idle : outcome === 'copied' ? Check : X;
  const said = outcome === undefined ? label : outcome === 'copied' ? 'Copied' : 'Could not copy';
  return words ? (
    <Button size={size} variant={framed ? 'default' : 'quiet'} icon={icon} onClick={copy}>
      {said}
    </Button>
  ) : (
    <IconButton size={size} icon={icon} iconSize={13} label={said} onClick={copy} />
  );
}

/** Puts a text on the clipboard; false where the system refused, as a window without focus is. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
