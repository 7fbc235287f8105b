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

/** Failures in the corner, until they are dismissed; what went well stands in the title bar. */
export function Toaster() {
  const toasts = useStore((state) => state.toasts);
  // Under a dialog they wait, dimmed with the rest: they must not lie over its buttons nor go unseen.
  const behind = useStore((state) => state.dialog !== undefined || state.paletteOpen);
  // Above the bar of what can be done with a selection.
  const lifted = useStore(
    ({ route, selectedContainers, selectedImages }) =>
      (route.page === 'containers' && selectedContainers.size > 0) ||
      (route.page === 'images' && selectedImages.size > 0),
  );
  return (
    <div
      className={c('stack', behind && 'behind', lifted && 'lifted')}
      role="region"
      aria-label="Notifications"
    >
      {toasts
        .filter(({ outcome }) => outcome === 'failed')
        .map((toast) => (
          <Failure key={toast.id} toast={toast} />
        ))}
    </div>
  );
}

function Failure({ toast }: { readonly toast: ToastItem }) {
  const { id, details } = toast;
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
      title={displayText(toast.title, 300)}
      text={toast.text === undefined ? undefined : displayText(toast.text, 2000)}
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
