import type { DiscoveryAttempt, EngineSource } from '#shared/model/engine';
import { displayText } from '#shared/util/display-text';
import styles from './AttemptRow.module.css';
import { classes } from './classes';
import { CopyButton } from './CopyButton';
import { type GlyphName, StateGlyph } from './StateGlyph';

const c = classes(styles);

const outcomes: Readonly<Record<DiscoveryAttempt['outcome'], { glyph: GlyphName; words: string }>> = {
  found: { glyph: 'healthy', words: 'Found' },
  failed: { glyph: 'unhealthy', words: 'Cannot be used' },
  'not-there': { glyph: 'created', words: 'Not found' },
  'not-tried': { glyph: 'unknown', words: 'Not tried' },
};

const sources: Readonly<Record<EngineSource, string>> = {
  DOCKER_HOST: 'DOCKER_HOST',
  'docker context': 'Docker context',
  'podman connection': 'Podman connection',
  'well-known socket': 'Usual place',
  settings: 'Saved connection',
  demo: 'Demo',
};

/** Where an engine was looked for, in a word or two. */
export function sourceWords(source: EngineSource): string {
  return sources[source];
}

/** One place that was looked at: what was found there, and how to mend it. A list item. */
export function AttemptRow({ attempt }: { readonly attempt: DiscoveryAttempt }) {
  const { glyph, words } = outcomes[attempt.outcome];
  const { command } = attempt;
  return (
    <li className={c('attempt')}>
      <span className={c('glyph')}>
        <StateGlyph name={glyph} size={15} />
      </span>
      <div className={c('what')} data-selectable>
        <div className={c('where')}>
          <strong>{displayText(attempt.name, 80)}</strong>
          <b className={c(attempt.outcome)}>{words}</b>
          <span className={c('dim')}>{sources[attempt.source]}</span>
        </div>
        <code className={c('address')}>{displayText(attempt.address, 300)}</code>
        <p>
          {displayText(attempt.message, 600)}
          {attempt.remedy !== undefined && ` ${displayText(attempt.remedy, 600)}`}
        </p>
      </div>
      {command !== undefined && (
        <span className={c('command')}>
          <code>{displayText(command, 300)}</code>
          <CopyButton label="Copy command" text={() => command} />
        </span>
      )}
    </li>
  );
}
