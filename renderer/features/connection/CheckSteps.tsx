import type { CheckStep, ConnectionReport } from '#shared/model/connection';
import { displayText } from '#shared/util/display-text';
import { duration } from '../../state/format';
import { classes } from '../../ui/classes';
import { type GlyphName, StateGlyph } from '../../ui/StateGlyph';
import { Unseen } from '../../ui/Unseen';
import styles from './CheckSteps.module.css';

const c = classes(styles);

const glyphs: Readonly<Record<CheckStep['outcome'], { readonly glyph: GlyphName; readonly words: string }>> =
  {
    done: { glyph: 'healthy', words: 'Done' },
    failed: { glyph: 'failed', words: 'Failed' },
    'not-tried': { glyph: 'created', words: 'Not tried' },
  };

/** The way to an engine, step by step up to the first failure. */
export function CheckSteps({ report }: { readonly report: ConnectionReport }) {
  return (
    <ol className={c('steps')} aria-label="Steps of the check">
      {report.steps.map(({ name, outcome, detail, tookMs }) => (
        <li key={name} className={c('step', outcome === 'failed' && 'bad', outcome === 'not-tried' && 'off')}>
          <StateGlyph name={glyphs[outcome].glyph} size={15} />
          <div className={c('words')} data-selectable>
            <b>{displayText(name, 200)}</b>
            {outcome !== 'not-tried' && <Unseen>{glyphs[outcome].words}</Unseen>}
            <p>{displayText(detail === '' && outcome === 'not-tried' ? 'Not tried' : detail, 600)}</p>
          </div>
          <em>{tookMs === undefined ? '\u2013' : duration(tookMs)}</em>
        </li>
      ))}
    </ol>
  );
}

/** The same as plain text, for a message to somebody who can help. */
export function reportText(title: string, report: ConnectionReport): string {
  const steps = report.steps.map(({ name, outcome, detail, tookMs }) =>
    [
      `${glyphs[outcome].words}: ${name}`,
      ...(detail === '' ? [] : [detail]),
      ...(tookMs === undefined ? [] : [duration(tookMs)]),
    ].join(', '),
  );
  const { error } = report;
  return [
    `${title}, checked ${new Date(report.at).toISOString()}, ${duration(report.tookMs)}`,
    ...steps,
    ...(report.engine === undefined ? [] : [report.engine]),
    ...(error === undefined ? [] : [error.message]),
    ...(error?.kind === 'engine-unreachable' && error.remedy !== undefined ? [error.remedy] : []),
  ].join('\n');
}
