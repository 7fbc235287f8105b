import { Check, Copy } from 'lucide-react';
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
}

/** Copies a text and says so for 1.5 s. Copying is the person's own act, so no permission is asked for. */
export function CopyButton({ label, text, words = false, size = 'sm' }: CopyButtonProps) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = (): void => {
    void copyText(text()).then(setCopied);
  };
  const icon = copied ? Check : Copy;
  return words ? (
    <Button size={size} variant="quiet" icon={icon} onClick={copy}>
      {copied ? 'Copied' : label}
    </Button>
  ) : (
    <IconButton size={size} icon={icon} iconSize={13} label={copied ? 'Copied' : label} onClick={copy} />
  );
}

/** Puts a text on the clipboard; false where the system refused. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/** The older way, for windows that may not use the clipboard interface: select the text in a field and copy it. */
function copyBySelection(text: string): boolean {
  const field = document.createElement('textarea');
  const focused = document.activeElement;
  field.value = text;
  field.setAttribute('aria-hidden', 'true');
  field.style.position = 'fixed';
  field.style.opacity = '0';
  // Beside what has focus: inside a dialog's focus trap, where there is one.
  (focused?.parentElement ?? document.body).append(field);
  field.select();
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the only way without the permission
  const done = document.execCommand('copy');
  field.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return done;
}
