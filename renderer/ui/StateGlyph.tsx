import { BusyRing } from './BusyRing';
import { classes } from './classes';
import styles from './StateGlyph.module.css';

const c = classes(styles);

/** One silhouette for each state, readable without colour. */
export type GlyphName =
  | 'running'
  | 'healthy'
  | 'starting'
  | 'unhealthy'
  | 'paused'
  | 'restarting'
  | 'exited'
  | 'failed'
  | 'dead'
  | 'created'
  | 'unknown'
  | 'busy';

const cut = { fill: 'none', stroke: 'var(--cut)', strokeLinecap: 'round', strokeLinejoin: 'round' } as const;
const line = {
  fill: 'none',
  stroke: 'currentColor',
  strokeLinecap: 'round',
  strokeLinejoin: 'round',
} as const;

function Shape({ name }: { readonly name: Exclude<GlyphName, 'busy'> }) {
  switch (name) {
    case 'running':
      return <circle cx="7" cy="7" r="4.25" fill="currentColor" />;
    case 'healthy':
      return (
        <>
          <circle cx="7" cy="7" r="5.6" fill="currentColor" />
          <path d="M4.5 7.2l1.8 1.8 3.3-3.7" {...cut} strokeWidth="1.5" />
        </>
      );
    case 'starting':
      return (
        <>
          <circle cx="7" cy="7" r="5" {...line} strokeWidth="1.5" />
          <circle cx="7" cy="7" r="2" fill="currentColor" />
        </>
      );
    case 'unhealthy':
      return (
        <>
          <path
            d="M7 1.3c.5 0 .9.25 1.15.68l4.9 8.6c.5.9-.12 1.97-1.14 1.97H2.1c-1.03 0-1.65-1.08-1.15-1.97l4.9-8.6C6.1 1.55 6.5 1.3 7 1.3z"
            fill="currentColor"
          />
          <path d="M7 5v3.1" {...cut} strokeWidth="1.5" />
          <circle cx="7" cy="10.2" r=".85" fill="var(--cut)" />
        </>
      );
    case 'paused':
      return (
        <>
          <rect x="2.6" y="2" width="3.2" height="10" rx="1.1" fill="currentColor" />
          <rect x="8.2" y="2" width="3.2" height="10" rx="1.1" fill="currentColor" />
        </>
      );
    case 'restarting':
      return (
        <>
          <path d="M12 7A5 5 0 1 1 10.4 3.35" {...line} strokeWidth="1.7" />
          <path d="M12.4 1.2v3.1H9.3" {...line} strokeWidth="1.6" />
        </>
      );
    case 'exited':
      return <rect x="2.4" y="2.4" width="9.2" height="9.2" rx="2" {...line} strokeWidth="1.6" />;
    case 'failed':
      return (
        <>
          <rect x="1.6" y="1.6" width="10.8" height="10.8" rx="2.4" fill="currentColor" />
          <path d="M4.8 4.8l4.4 4.4M9.2 4.8L4.8 9.2" {...cut} strokeWidth="1.5" />
        </>
      );
    case 'dead':
      return (
        <>
          <path d="M4.5 1.2h5L12.8 4.5v5L9.5 12.8h-5L1.2 9.5v-5z" fill="currentColor" />
          <path d="M4.2 7h5.6" {...cut} strokeWidth="1.7" />
        </>
      );
    case 'created':
      return <circle cx="7" cy="7" r="4.8" {...line} strokeWidth="1.5" strokeDasharray="2.6 2.4" />;
    case 'unknown':
      return (
        <>
          <circle cx="7" cy="7" r="5" {...line} strokeWidth="1.4" />
          <path d="M5.6 5.7a1.45 1.45 0 1 1 2.1 1.35c-.5.27-.7.5-.7 1" {...line} strokeWidth="1.3" />
          <circle cx="7" cy="9.9" r=".75" fill="currentColor" />
        </>
      );
  }
}

/** The shape of a state. The words stand beside it, so it is hidden from screen readers. `stale` takes its colour. */
export function StateGlyph({
  name,
  size = 14,
  stale = false,
}: {
  readonly name: GlyphName;
  readonly size?: number;
  readonly stale?: boolean;
}) {
  if (name === 'busy') return <BusyRing size={size} />;
  return (
    <svg
      className={c('glyph', stale ? 'stale' : name)}
      width={size}
      height={size}
      viewBox="0 0 14 14"
      aria-hidden="true"
      data-glyph={name}
    >
      <Shape name={name} />
    </svg>
  );
}
