import {
  ArrowLeft,
  ChevronDown,
  ChevronRight,
  Container as ContainerIcon,
  Ellipsis,
  Pencil,
  Plug,
  RefreshCw,
  Save,
} from 'lucide-react';
import { useState } from 'react';
import type { EngineConnection } from '#shared/model/engine';
import { displayText } from '#shared/util/display-text';
import { lookAgain } from '../../state/actions';
import { changeConnection, connectEngine } from '../../state/connections';
import { bandOf, phaseSentence, phaseWords, retryWords, unprotectedText } from '../../state/engines';
import { useNow } from '../../state/now';
import { navigate } from '../../state/router';
import { openDialog } from '../../state/ui-actions';
import { isTrying, useStandingError } from '../../state/use-standing-error';
import { bandFill } from '../../ui/band';
import { BandTag } from '../../ui/BandTag';
import { Button } from '../../ui/Button';
import { classes } from '../../ui/classes';
import { Icon } from '../../ui/Icon';
import { IconButton } from '../../ui/IconButton';
import { Menu } from '../../ui/Menu';
import { Panel } from '../../ui/Panel';
import { StateGlyph } from '../../ui/StateGlyph';
import { StatusBadge } from '../../ui/StatusBadge';
import { ConnectionCheck } from './ConnectionCheck';
import { ConnectionSettings } from './ConnectionSettings';
import styles from './ConnectionDetail.module.css';
import { connectionMenu, editBlock, openEngine } from './connection-menu';
import { connectionIcon } from './connection-words';
import { ErrorCard } from './ErrorCard';

const c = classes(styles);

export interface ConnectionDetailProps {
  readonly engine: EngineConnection;
  /** Its place in the list, and how many there are. */
  readonly at: number;
  readonly of: number;
  /** Stands alone, in place of the list. */
  readonly alone: boolean;
}

/** One connection: how it is and why, a check of the way to it, and its settings. Mount anew for another one. */
export function ConnectionDetail({ engine, at, of, alone }: ConnectionDetailProps) {
  const now = useNow(1000);
  const error = useStandingError(engine);
  const name = displayText(engine.name, 80);
  return (
    <Panel as={alone ? 'main' : 'section'} label={name} grow style={{ minWidth: 0 }}>
      <DetailHead engine={engine} at={at} of={of} alone={alone} />
      <div className={c('scroll')}>
        {/* Where it was not agreed to, the refusal says the same, and nothing was sent. */}
        {engine.unprotected && error?.kind !== 'denied' && (
          <p className={c('warning')}>
            <StateGlyph name="unhealthy" size={15} />
            <span>{displayText(unprotectedText(engine), 400)}</span>
          </p>
        )}
        {error !== undefined && (
          <ErrorCard
            error={error}
            actions={
              engine.unprotected &&
              error.kind === 'denied' && (
                <Button onClick={() => openDialog({ kind: 'connection', engineId: engine.id })}>
                  Review and agree…
                </Button>
              )
            }
            note={retryWords(engine, now)}
          />
        )}
        <ConnectionCheck engine={engine} />
        <ConnectionSettings engine={engine} />
        <Lacks engine={engine} />
      </div>
    </Panel>
  );
}

function DetailHead({ engine, at, of, alone }: ConnectionDetailProps) {
  const now = useNow(1000);
  const name = displayText(engine.name, 80);
  const { shape, word } = phaseWords(engine, now);
  // The reason of a failure has no other place up here; versions and ages have theirs below.
  const words = engine.error === undefined ? word : phaseSentence(engine, now);
  const off = engine.phase === 'disconnected' && engine.retryAt === undefined;
  const { colour } = engine.settings;
  return (
    <div className={c('head')}>
      {alone && (
        <IconButton
          icon={ArrowLeft}
          label="All connections"
          onClick={() => navigate({ page: 'connections' })}
        />
      )}
      <span
        className={c('icon')}
        style={colour === 'none' ? undefined : { boxShadow: `inset 0 0 0 1.5px ${bandFill[colour]}` }}
      >
        <Icon icon={connectionIcon(engine)} />
      </span>
      <h1 title={name}>{name}</h1>
      <StatusBadge glyph={shape} words={displayText(words, 80)} />
      <BandTag band={bandOf(engine)} />
      <span className={c('space')} />
      {engine.phase === 'live' ? (
        <Button icon={ContainerIcon} onClick={() => openEngine(engine)}>
          Containers
        </Button>
      ) : off ? (
        <Button icon={Plug} onClick={() => void connectEngine(engine.id)}>
          Connect
        </Button>
      ) : (
        <Button icon={RefreshCw} busy={isTrying(engine)} onClick={() => void lookAgain(engine.id)}>
          {isTrying(engine) ? 'Trying' : 'Try now'}
        </Button>
      )}
      {engine.saved || engine.demo ? (
        <Button
          icon={Pencil}
          disabledReason={editBlock(engine)}
          onClick={() => openDialog({ kind: 'connection', engineId: engine.id })}
        >
          Edit
        </Button>
      ) : (
        <Button icon={Save} onClick={() => void changeConnection(engine.id, {})}>
          Save
        </Button>
      )}
      <Menu
        label={`Actions for ${name}`}
        align="end"
        entries={connectionMenu(engine, at, of)}
        trigger={<IconButton icon={Ellipsis} label={`More actions for ${name}`} />}
      />
    </div>
  );
}

/** What this engine cannot do, each with its reason. Nobody has to find out by trying. */
function Lacks({ engine }: { readonly engine: EngineConnection }) {
  const [open, setOpen] = useState(false);
  const sentences = [...new Set(Object.values(engine.facts?.missing ?? {}))].sort();
  if (sentences.length === 0) return null;
  return (
    <section className={c('section')} aria-label="What this engine lacks">
      <button type="button" className={c('fold')} aria-expanded={open} onClick={() => setOpen(!open)}>
        <Icon icon={open ? ChevronDown : ChevronRight} size={14} />
        {sentences.length === 1
          ? 'One thing cannot be done with this engine'
          : `${sentences.length} things cannot be done with this engine`}
      </button>
      {open && (
        <ul className={c('lacks')} data-selectable>
          {sentences.map((sentence) => (
            <li key={sentence}>{displayText(sentence, 300)}</li>
          ))}
        </ul>
      )}
    </section>
  );
}
