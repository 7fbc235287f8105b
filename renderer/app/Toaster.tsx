import { useEffect, useState } from 'react';
import { displayText } from '#shared/util/display-text';
import { retryTasks } from '../state/actions';
import { navigate } from '../state/router';
import { type ToastItem, useStore } from '../state/store';
import { dismissToast } from '../state/ui-actions';
import { Button } from '../ui/Button';
import { classes } from '../ui/classes';
import { Toast } from '../ui/Toast';
import { Unseen } from '../ui/Unseen';
import styles from './Toaster.module.css';

const c = classes(styles);
const successMs = 6000;

/** Outcomes in the corner: a success goes by itself unless the pointer rests on it, a failure stays until dismissed. */
export function Toaster() {
  const toasts = useStore((state) => state.toasts);
  const [resting, setResting] = useState(false);
  // Under a dialog they wait, dimmed with the rest: they must not lie over its buttons nor go unseen.
  const behind = useStore((state) => state.dialog !== undefined || state.paletteOpen);
  return (
    <div
      className={c('stack', behind && 'behind')}
      role="region"
      aria-label="Notifications"
      onPointerEnter={() => setResting(true)}
      onPointerLeave={() => setResting(false)}
    >
      {toasts.map((toast) => (
        <TimedToast key={toast.id} toast={toast} resting={resting || behind} />
      ))}
    </div>
  );
}

function TimedToast({ toast, resting }: { readonly toast: ToastItem; readonly resting: boolean }) {
  const { id, outcome, details } = toast;
  useEffect(() => {
    if (outcome === 'failed' || resting) return;
    const timer = setTimeout(() => dismissToast(id), successMs);
    return () => clearTimeout(timer);
  }, [id, outcome, resting]);
  const actions =
    toast.retry.length === 0 && details === undefined ? undefined : (
      <>
        {toast.retry.length > 0 && (
          <Button
            size="sm"
            onClick={() => {
              dismissToast(id);
              void retryTasks(toast.retry);
            }}
          >
            Retry
          </Button>
        )}
        {details !== undefined && (
          <Button
            size="sm"
            variant="quiet"
            onClick={() => {
              dismissToast(id);
              navigate({ page: 'activity', task: details });
            }}
          >
            Details
          </Button>
        )}
      </>
    );
  return (
    <Toast
      glyph={outcome === 'done' ? 'healthy' : 'failed'}
      title={displayText(toast.title, 300)}
      text={toast.text === undefined ? undefined : displayText(toast.text, 2000)}
      urgent={outcome === 'failed'}
      actions={actions}
      onClose={() => dismissToast(id)}
    />
  );
}

/** The one polite live region. */
export function Announcer() {
  const sentence = useStore((state) => state.announcement);
  return (
    <Unseen as="div" role="status" aria-label="Announcements" aria-live="polite">
      {displayText(sentence, 300)}
    </Unseen>
  );
}
