import { ClipboardList, RefreshCw } from 'lucide-react';
import { errorText } from '#shared/errors';
import type { EngineConnection } from '#shared/model/engine';
import { displayText } from '#shared/util/display-text';
import { checkConnection } from '../../state/connections';
import { clock, duration } from '../../state/format';
import { useStore } from '../../state/store';
import { Button } from '../../ui/Button';
import { classes } from '../../ui/classes';
import { CopyButton } from '../../ui/CopyButton';
import { CheckSteps, reportText } from './CheckSteps';
import styles from './ConnectionDetail.module.css';

const c = classes(styles);

/** Goes the way to an engine on request and shows how far it came; apart from the connection that may stand. */
export function ConnectionCheck({ engine }: { readonly engine: EngineConnection }) {
  const check = useStore((state) => state.checks.get(engine.id));
  const report = check?.report;
  const running = check?.running === true;
  return (
    <section className={c('section')} aria-label="Connection check">
      <div className={c('sectionHead')}>
        <h2>Connection check</h2>
        {report !== undefined && (
          <span className={c('dim')}>{`${clock(report.at)}, ${duration(report.tookMs)}`}</span>
        )}
        <span className={c('space')} />
        <Button size="sm" icon={RefreshCw} busy={running} onClick={() => void checkConnection(engine.id)}>
          {running ? 'Checking' : report === undefined ? 'Check now' : 'Check again'}
        </Button>
        {report !== undefined && (
          <CopyButton
            words
            icon={ClipboardList}
            label="Copy report"
            text={() => reportText(`${engine.name} (${engine.address})`, report)}
          />
        )}
      </div>
      <div role="status" aria-label="Result of the check">
        {report !== undefined && <CheckSteps report={report} />}
        {report?.engine !== undefined && (
          <p className={c('hint')}>
            {engine.error === undefined
              ? `It answers: ${displayText(report.engine, 200)}.`
              : `It answered at ${clock(report.at)}: ${displayText(report.engine, 200)}.`}
          </p>
        )}
        {check?.error !== undefined && (
          <p className={c('hint', 'bad')}>{displayText(errorText(check.error), 1000)}</p>
        )}
      </div>
      {check === undefined && (
        <p className={c('hint')}>
          Goes the whole way to the engine, one step after the other, and says where it ends.
        </p>
      )}
    </section>
  );
}
