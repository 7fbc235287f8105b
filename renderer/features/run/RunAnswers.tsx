import { ChevronDown, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { displayText } from '#shared/util/display-text';
import { count, duration } from '../../state/format';
import { exitMeaning } from '../../terminal/exit-words';
import { BusyRing } from '../../ui/BusyRing';
import { classes } from '../../ui/classes';
import { CopyButton } from '../../ui/CopyButton';
import { Icon } from '../../ui/Icon';
import { Segmented } from '../../ui/Segmented';
import { StateGlyph } from '../../ui/StateGlyph';
import { type AnswerGroup, answersText, groupAnswers } from './answers';
import styles from './RunPage.module.css';
import type { RunState } from './run-model';

const c = classes(styles);
const mostNames = 6;

const ends = {
  running: 'Running',
  done: 'Done',
  cancelled: 'Cancelled',
  failed: 'Failed',
} as const;

/** What the containers answered: those that said the same in one row, or each in its own. */
export function RunAnswers({ run }: { readonly run: RunState }) {
  const [together, setTogether] = useState(true);
  const { order, status } = run;
  const place = new Map(order.targets.map(({ id }, at) => [id, at]));
  const answers = run.answers.toSorted(
    (a, b) => (place.get(a.containerId) ?? 0) - (place.get(b.containerId) ?? 0),
  );
  const same = groupAnswers(answers);
  const groups: readonly AnswerGroup[] = together
    ? same
    : answers.map((answer) => ({ key: answer.containerId, answers: [answer] }));
  const left = order.targets.length - answers.length;
  return (
    <>
      <div className={c('bar')}>
        <span className={c('status')} role="status">
          {status === 'running' && <BusyRing size={14} />}
          {`${ends[status]}: ${answers.length} of ${count(order.targets.length, 'container')} answered`}
          {same.length > 1 && `, ${same.length} different answers`}
          {status !== 'running' && left > 0 && `, ${left} did not`}
        </span>
        <span className={c('space')} />
        <Segmented
          label="Answers"
          value={together ? 'same' : 'each'}
          onChange={(how) => setTogether(how === 'same')}
          segments={[
            { id: 'same', label: 'Same ones together' },
            { id: 'each', label: 'One by one' },
          ]}
        />
        <CopyButton label="Copy all" words text={() => answersText(same)} />
      </div>
      <div className={c('scroll')}>
        <table className={c('table')} aria-label="Answers">
          <thead>
            <tr>
              <th scope="col">Containers</th>
              <th scope="col">Exit code</th>
              <th scope="col" className={c('number')}>
                Time
              </th>
              <th scope="col">Output</th>
            </tr>
          </thead>
          <tbody>
            {groups.map((group) => (
              <Row
                key={group.key}
                group={group}
                differs={together && (same[0]?.answers.length ?? 0) > 1 && group !== same[0]}
              />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Row({ group, differs }: { readonly group: AnswerGroup; readonly differs: boolean }) {
  const [open, setOpen] = useState(false);
  const { answers } = group;
  const [first] = answers;
  const names = answers.map(({ name }) => displayText(name, 80));
  const title = answers.length === 1 ? names[0] : `${answers.length} containers said the same`;
  const failed = first.problem !== undefined || first.exitCode !== 0;
  const code = first.exitCode;
  const meaning = code === undefined || code === 0 ? '' : exitMeaning(code);
  const slowest = Math.max(...answers.map(({ ms }) => ms));
  const lines = first.text === '' ? [] : first.text.split('\n');
  return (
    <tr className={c(differs && 'differs')}>
      <th scope="row" title={names.join(', ')}>
        <b>{title}</b>
        {answers.length > 1 && (
          <span className={c('names')}>
            {names.slice(0, mostNames).join(', ')}
            {names.length > mostNames && ` and ${names.length - mostNames} more`}
          </span>
        )}
        {differs && <span className={c('mark')}>differs</span>}
      </th>
      <td>
        <span className={c('code', failed && 'bad')}>
          <StateGlyph name={failed ? 'failed' : 'healthy'} size={13} />
          {code ?? (first.problem === undefined ? 'unknown' : 'none')}
          {meaning !== '' && <span className={c('names')}>{meaning}</span>}
        </span>
      </td>
      <td className={c('number')}>{duration(slowest)}</td>
      <td className={c('output')}>
        {first.problem !== undefined && <p className={c('bad')}>{displayText(first.problem, 500)}</p>}
        {lines.length === 0 ? (
          first.problem === undefined && <span className={c('names')}>nothing</span>
        ) : (
          <div className={c('lines')}>
            <button
              type="button"
              aria-expanded={open}
              aria-label={`${open ? 'Fold' : 'Show'} the output of ${title ?? ''}`}
              disabled={lines.length === 1}
              onClick={() => setOpen(!open)}
            >
              <Icon icon={open ? ChevronDown : ChevronRight} size={14} />
            </button>
            <pre data-selectable>{open ? first.text : lines[0]}</pre>
            {!open && lines.length > 1 && <span className={c('names')}>{`+${lines.length - 1} lines`}</span>}
            <CopyButton label={`Copy the output of ${title ?? ''}`} text={() => first.text} />
          </div>
        )}
        {first.cut && <span className={c('names')}>Only the first 64 KiB are shown.</span>}
      </td>
    </tr>
  );
}
