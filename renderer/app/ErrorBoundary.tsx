import { Component, type ErrorInfo, type ReactNode } from 'react';
import { Button } from '../ui/Button';
import { classes } from '../ui/classes';
import { CopyButton } from '../ui/CopyButton';
import styles from './ErrorBoundary.module.css';

const c = classes(styles);

interface State {
  readonly error: Error | undefined;
}

/** The last net: a bug of ours ends in a sentence and a way on, not in an empty window. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, State> {
  override readonly state: State = { error: undefined };

  static getDerivedStateFromError(error: unknown): State {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    console.error('The window could not be drawn', error, info.componentStack);
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    return (
      <FatalScreen
        title="This window stopped working"
        text="Something in Pilothouse failed while drawing. Containers, shells and running work are not touched by it. Reloading draws the window again."
        details={`${error.name}: ${error.message}\n${error.stack ?? ''}`}
      />
    );
  }
}

/** The whole window as one sentence with Reload. */
export function FatalScreen({
  title,
  text,
  details,
}: {
  readonly title: string;
  readonly text: string;
  readonly details?: string;
}) {
  return (
    <main className={c('screen')} role="alert" aria-label={title}>
      <h1>{title}</h1>
      <p>{text}</p>
      <div className={c('actions')}>
        <Button variant="primary" size="lg" onClick={() => window.location.reload()}>
          Reload
        </Button>
        {details !== undefined && <CopyButton label="Copy details" words size="md" text={() => details} />}
      </div>
    </main>
  );
}
