import type { Container } from './container';
import type { Engine } from './engine';

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** A duration in the engine's words: "About a minute", "3 hours", "2 weeks". */
export function humanDuration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 1) return 'Less than a second';
  if (seconds === 1) return '1 second';
  if (seconds < minute) return `${seconds} seconds`;
  const minutes = Math.floor(seconds / minute);
  if (minutes === 1) return 'About a minute';
  if (minutes < 60) return `${minutes} minutes`;
  const hours = Math.floor(seconds / hour + 0.5);
  if (hours === 1) return 'About an hour';
  if (hours < 48) return `${hours} hours`;
  const days = Math.floor(seconds / day);
  if (days < 14) return `${days} days`;
  if (days < 60) return `${Math.floor(days / 7)} weeks`;
  if (days < 730) return `${Math.floor(days / 30)} months`;
  return `${Math.floor(days / 365)} years`;
}

/** The `Status` text of the list in the words of this release, which clients parse for want of a better field. */
export function statusText(engine: Engine, container: Container): string {
  const now = engine.clock.now();
  const ago = (): string => `${humanDuration(now - container.finishedAt)} ago`;
  const ended = engine.speaks(10) ? `Exited (${container.exitCode}) ${ago()}` : `Exit ${container.exitCode}`;
  const up = `Up ${humanDuration(now - container.startedAt)}`;
  switch (container.state) {
    case 'created':
      return engine.speaks(21) ? 'Created' : '';
    case 'dead':
      return engine.speaks(18) ? 'Dead' : ended;
    case 'removing':
      return 'Removal In Progress';
    case 'restarting':
      return engine.speaks(14) ? `Restarting (${container.exitCode}) ${ago()}` : ended;
    case 'exited':
      return ended;
    case 'paused':
      return engine.speaks(12) ? `${up} (Paused)` : up;
    case 'running': {
      if (!container.health || !engine.speaks(24)) return up;
      return `${up} (${container.health.status === 'starting' ? 'health: starting' : container.health.status})`;
    }
  }
}
