import { ChevronDown, ChevronRight, Plus, Radar, RefreshCw } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { DiscoveryAttempt } from '#shared/model/engine';
import { displayText } from '#shared/util/display-text';
import { lookAgain } from '../../state/actions';
import { keepFound } from '../../state/connections';
import { attemptsOf } from '../../state/engines';
import { useStore } from '../../state/store';
import { AttemptRow, sourceWords } from '../../ui/AttemptRow';
import { Button } from '../../ui/Button';
import { classes } from '../../ui/classes';
import { Icon } from '../../ui/Icon';
import styles from './Connections.module.css';

const c = classes(styles);

const keyOf = ({ source, name, address }: DiscoveryAttempt): string => `${source} ${name} ${address}`;

/** Worth a line of its own: it answers, or somebody wrote it down on purpose. What is known already has its own line. */
function isWorthAdding({ outcome, source, draft, knownAs }: DiscoveryAttempt): boolean {
  if (draft === undefined || knownAs !== undefined) return false;
  return (
    outcome === 'found' || outcome === 'not-tried' || (outcome === 'failed' && source !== 'well-known socket')
  );
}

/** Engines that were found and are no connections yet, and where else was looked. */
export function FoundList() {
  const discovery = useStore((state) => state.discovery);
  const attempts = useMemo(() => attemptsOf(discovery), [discovery]);
  const [looking, setLooking] = useState(false);
  const found = attempts.filter(isWorthAdding);
  const others = attempts.filter(
    ({ outcome, knownAs }) => (outcome === 'failed' || outcome === 'not-there') && knownAs === undefined,
  );
  return (
    <section aria-label="Found on this computer">
      <div className={c('caption')}>
        <h2>Found on this computer</h2>
        <span className={c('dim')}>
          {found.length === 0 ? 'nothing new' : `${found.length} not added yet`}
        </span>
        <span className={c('space')} />
        <Button
          size="sm"
          variant="quiet"
          icon={RefreshCw}
          busy={looking}
          onClick={() => {
            setLooking(true);
            void lookAgain().finally(() => setLooking(false));
          }}
        >
          {looking ? 'Looking' : 'Look again'}
        </Button>
      </div>
      {found.length > 0 && (
        <ul className={c('found')}>
          {found.map((attempt) => (
            <FoundRow key={keyOf(attempt)} attempt={attempt} />
          ))}
        </ul>
      )}
      {others.length > 0 && <Elsewhere attempts={others} />}
    </section>
  );
}

function FoundRow({ attempt }: { readonly attempt: DiscoveryAttempt }) {
  const [adding, setAdding] = useState(false);
  const { draft, outcome, source } = attempt;
  const name = displayText(attempt.name, 80);
  const where = source === 'well-known socket' ? 'Socket found' : sourceWords(source);
  return (
    <li className={c('row', 'short')}>
      <span className={c('icon')}>
        <Icon icon={Radar} />
      </span>
      <span className={c('main')}>
        <span className={c('name')}>
          <b>{name}</b>
        </span>
        <code>{displayText(attempt.address, 300)}</code>
      </span>
      <span className={c('from')} title={displayText(attempt.message, 300)}>
        {where}
        {outcome === 'failed' && <small>No answer</small>}
      </span>
      <Button
        size="sm"
        icon={Plus}
        busy={adding}
        aria-label={`Add ${name}`}
        onClick={() => {
          if (draft === undefined) return;
          setAdding(true);
          void keepFound(draft).finally(() => setAdding(false));
        }}
      >
        Add
      </Button>
    </li>
  );
}

/** The places that gave nothing, each with its reason and what to do, for those who wonder. */
function Elsewhere({ attempts }: { readonly attempts: readonly DiscoveryAttempt[] }) {
  const [open, setOpen] = useState(false);
  const where = attempts.length === 1 ? '1 other place' : `${attempts.length} other places`;
  return (
    <div className={c('elsewhere')}>
      <button type="button" className={c('fold')} aria-expanded={open} onClick={() => setOpen(!open)}>
        <Icon icon={open ? ChevronDown : ChevronRight} size={14} />
        {`Looked in ${where} without success`}
      </button>
      {open && (
        <ul className={c('attempts')} aria-label="Where nothing was found">
          {attempts.map((attempt) => (
            <AttemptRow key={keyOf(attempt)} attempt={attempt} />
          ))}
        </ul>
      )}
    </div>
  );
}
