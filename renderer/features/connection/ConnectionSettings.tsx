import type { ReactNode } from 'react';
import type { CertificateFacts, EngineConnection } from '#shared/model/engine';
import { displayText } from '#shared/util/display-text';
import { changeConnection } from '../../state/connections';
import { calendarDate, clock, memory } from '../../state/format';
import { useNow } from '../../state/now';
import { sourceWords } from '../../ui/AttemptRow';
import { bandColours } from '../../ui/band';
import { classes } from '../../ui/classes';
import { CopyButton } from '../../ui/CopyButton';
import { Swatches } from '../../ui/Swatches';
import { Tag } from '../../ui/Tag';
import styles from './ConnectionDetail.module.css';
import { editBlock } from './connection-menu';
import { connectWords } from './connection-words';

const c = classes(styles);

const dayMs = 86_400_000;
/** From so many days before its end, a certificate's age is a warning. */
const warnDays = 30;

/** What is set for a connection, and what is known of its engine. */
export function ConnectionSettings({ engine }: { readonly engine: EngineConnection }) {
  const { settings, certificates } = engine;
  const word = bandColours.find(({ id }) => id === settings.colour)?.name ?? 'None';
  const now = useNow(10_000);
  return (
    <section className={c('section')} aria-label="Settings">
      <div className={c('sectionHead')}>
        <h2>Settings</h2>
      </div>
      <dl className={c('facts')} data-selectable>
        <Fact name="Address">
          <code>{displayText(engine.address, 500)}</code>
          <CopyButton label="Copy address" text={() => engine.address} />
        </Fact>
        <Transport engine={engine} />
        {certificates !== undefined && <Certificates facts={certificates} now={now} />}
        <Fact name="Engine">{engineWords(engine)}</Fact>
        <Fact name="Last connected">{lastWords(engine)}</Fact>
        {!engine.saved && <Fact name="Known from">{sourceWords(engine.source)}</Fact>}
        <Fact name="Colour band">
          <Swatches
            label="Colour band"
            value={settings.colour}
            disabledReason={editBlock(engine)}
            onChange={(colour) => void changeConnection(engine.id, { colour })}
          />
          <span className={c('after')}>
            {settings.band === '' ? word : `${word}, ${displayText(settings.band, 24)}`}
          </span>
        </Fact>
        <Fact name="Connect">{connectWords[settings.connect]}</Fact>
      </dl>
    </section>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className={c('fact')}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Transport({ engine }: { readonly engine: EngineConnection }) {
  switch (engine.transport) {
    case 'unix':
    case 'npipe':
      return null;
    case 'ssh':
      return (
        <>
          <Fact name="Sign in">As ssh does it: with its keys, agent, known_hosts and configuration</Fact>
          {engine.settings.ssh !== undefined && (
            <Fact name="Private key file">
              <code>{displayText(engine.settings.ssh.identity, 500)}</code>
            </Fact>
          )}
        </>
      );
    case 'tls':
      return (
        <Fact name="Certificates">
          {engine.settings.tls?.folder === undefined || engine.settings.tls.folder === '' ? (
            'Authorities of this system; none is sent'
          ) : (
            <code>{displayText(engine.settings.tls.folder, 500)}</code>
          )}
        </Fact>
      );
    case 'tcp':
      return (
        <Fact name="Encryption">
          {engine.unprotected ? <Tag tone="bad">None</Tag> : 'None; it stays within this computer'}
        </Fact>
      );
  }
}

function Certificates({ facts, now }: { readonly facts: CertificateFacts; readonly now: number }) {
  return (
    <>
      <Fact name="Issued to">{displayText(facts.subject, 300)}</Fact>
      <Fact name="Issued by">{displayText(facts.issuer, 300)}</Fact>
      <Fact name="Valid until">
        <Expiry at={facts.validTo} now={now} />
      </Fact>
      {facts.clientValidTo !== undefined && (
        <Fact name="Yours until">
          <Expiry at={facts.clientValidTo} now={now} />
        </Fact>
      )}
    </>
  );
}

/** The end of a certificate, as a warning from 30 days before. */
function Expiry({ at, now }: { readonly at: number; readonly now: number }) {
  const days = Math.floor((at - now) / dayMs);
  return (
    <>
      {calendarDate(at)}
      {at <= now ? (
        <Tag tone="bad">Expired</Tag>
      ) : (
        days < warnDays && <Tag tone="warn">{days < 1 ? 'Ends today' : `Ends in ${days} d`}</Tag>
      )}
    </>
  );
}

function engineWords({ facts }: EngineConnection): string {
  if (facts === undefined) return 'Not known yet';
  const name = facts.flavour === 'podman' ? 'Podman' : 'Docker';
  const machine = [
    ...(facts.cpus > 0 ? [`${facts.cpus} ${facts.cpus === 1 ? 'core' : 'cores'}`] : []),
    ...(facts.memoryBytes > 0 ? [memory(facts.memoryBytes)] : []),
    ...(facts.hostName === '' ? [] : [`on ${facts.hostName}`]),
  ];
  const parts = [
    `${name} ${facts.release}`.trim(),
    `API ${facts.api}${facts.maxApi === facts.api ? '' : ` of ${facts.maxApi}`}`,
    ...[facts.os, facts.arch].filter((part) => part !== ''),
    ...machine,
  ];
  return displayText(parts.join(', '), 400);
}

function lastWords(engine: EngineConnection): string {
  if (engine.phase === 'live') return 'Connected now';
  if (engine.trueAt !== undefined) return `${calendarDate(engine.trueAt)}, ${clock(engine.trueAt)}`;
  const last = engine.lastConnected;
  if (last === undefined) return 'Never';
  return displayText(
    `${calendarDate(last.at)}, ${clock(last.at).slice(0, 5)}. Engine ${last.release}, API ${last.api}`,
    200,
  );
}
