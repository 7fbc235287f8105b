import type { ChangeEvent, RefObject } from 'react';
import { displayText } from '#shared/util/display-text';
import { useStore } from '../../state/store';
import { Checkbox } from '../../ui/Checkbox';
import { classes } from '../../ui/classes';
import { Segmented } from '../../ui/Segmented';
import { StateGlyph } from '../../ui/StateGlyph';
import { Swatches } from '../../ui/Swatches';
import { TextInput } from '../../ui/TextInput';
import styles from './ConnectionDialog.module.css';
import {
  type ConnectionForm,
  consentFor,
  hasConsent,
  hostPort,
  needsConsent,
  type Problems,
  type Reach,
  takenApart,
  usualPorts,
} from './connection-form';
import { connectWords } from './connection-words';

const c = classes(styles);

const ways: readonly { readonly id: Reach; readonly label: string }[] = [
  { id: 'socket', label: 'This computer' },
  { id: 'ssh', label: 'SSH' },
  { id: 'tls', label: 'TCP with TLS' },
  { id: 'tcp', label: 'TCP without encryption' },
];

const wayHints: Readonly<Record<Reach, string>> = {
  socket: 'A socket or pipe of this computer.',
  ssh: 'Through the ssh program of this computer, with its own keys, agent and known hosts. Docker must be on the other side.',
  tls: 'Encrypted. The engine’s certificate and name are always checked.',
  tcp: 'Readable to everyone on the way, except within this computer.',
};

export interface ConnectionFieldsProps {
  readonly form: ConnectionForm;
  readonly problems: Problems;
  readonly nameField: RefObject<HTMLInputElement | null>;
  readonly onChange: (change: Partial<ConnectionForm>) => void;
}

/** The fields of a connection, each with what is wrong with it. */
export function ConnectionFields({ form, problems, nameField, onChange }: ConnectionFieldsProps) {
  return (
    <>
      <TextInput
        ref={nameField}
        label="Name"
        showLabel
        placeholder="Staging"
        maxLength={80}
        value={form.name}
        error={problems.name}
        data-field="name"
        onChange={(event) => onChange({ name: event.target.value })}
      />
      <div className={c('group')}>
        <span className={c('label')}>Reached through</span>
        <Segmented
          label="Reached through"
          segments={ways}
          value={form.reach}
          onChange={(reach) => onChange({ reach })}
        />
        <p className={c('hint')}>{wayHints[form.reach]}</p>
      </div>
      <AddressFields form={form} problems={problems} onChange={onChange} />
      <div className={c('pair')}>
        <div className={c('group')}>
          <span className={c('label')}>Colour band</span>
          <Swatches label="Colour band" value={form.colour} onChange={(colour) => onChange({ colour })} />
        </div>
        <div className={c('wide')}>
          <TextInput
            label="Word on the band"
            showLabel
            placeholder="Production"
            maxLength={24}
            value={form.band}
            onChange={(event) => onChange({ band: event.target.value })}
          />
        </div>
      </div>
      <div className={c('group')}>
        <span className={c('label')}>Connect</span>
        <Segmented
          label="Connect"
          segments={[
            { id: 'at-start', label: connectWords['at-start'] },
            { id: 'on-request', label: connectWords['on-request'] },
          ]}
          value={form.connect}
          onChange={(connect) => onChange({ connect })}
        />
      </div>
    </>
  );
}

type PartProps = Omit<ConnectionFieldsProps, 'nameField'>;

function AddressFields(props: PartProps) {
  const { form, problems, onChange } = props;
  const windows = useStore((state) => state.facts?.platform === 'win32');
  /** A whole address that is pasted is taken apart at once; one that is typed, when its field is left. */
  const orWhole = ({ target }: ChangeEvent<HTMLInputElement>, part: 'path' | 'host'): void => {
    const changed = { ...form, [part]: target.value };
    const apart = target.value.length > form[part].length + 1 ? takenApart(changed) : changed;
    onChange(apart === changed ? { [part]: target.value } : apart);
    if (apart.reach === form.reach) return;
    // The field is gone with its way: the focus goes on where the address stands now.
    const fields = target.form;
    requestAnimationFrame(() => {
      fields?.querySelector<HTMLElement>('[data-field="host"], [data-field="path"]')?.focus();
    });
  };
  const onLeave = (): void => {
    const apart = takenApart(form);
    if (apart !== form) onChange(apart);
  };
  if (form.reach === 'socket') {
    return (
      <TextInput
        label="Path of the socket"
        showLabel
        mono
        placeholder={windows ? '\\\\.\\pipe\\docker_engine' : '/var/run/docker.sock'}
        maxLength={480}
        value={form.path}
        error={problems.path}
        data-field="path"
        onChange={(event) => orWhole(event, 'path')}
        onBlur={onLeave}
      />
    );
  }
  return (
    <>
      <div className={c('pair')}>
        {form.reach === 'ssh' && (
          <div className={c('user')}>
            <TextInput
              label="User"
              showLabel
              mono
              placeholder="as ssh has it"
              maxLength={100}
              value={form.user}
              error={problems.user}
              data-field="user"
              onChange={(event) => onChange({ user: event.target.value })}
            />
          </div>
        )}
        <div className={c('wide')}>
          <TextInput
            label="Host"
            showLabel
            mono
            placeholder="engine.example.net"
            maxLength={255}
            value={form.host}
            error={problems.host}
            data-field="host"
            onChange={(event) => orWhole(event, 'host')}
            onBlur={onLeave}
          />
        </div>
        <div className={c('port')}>
          <TextInput
            label="Port"
            showLabel
            mono
            inputMode="numeric"
            placeholder={usualPorts[form.reach]}
            maxLength={5}
            value={form.port}
            error={problems.port}
            data-field="port"
            onChange={(event) => onChange({ port: event.target.value })}
          />
        </div>
      </div>
      {form.reach === 'ssh' && (
        <TextInput
          label="Path of the socket there"
          showLabel
          mono
          placeholder="the usual one"
          maxLength={400}
          value={form.remotePath}
          error={problems.remotePath}
          data-field="remotePath"
          onChange={(event) => onChange({ remotePath: event.target.value })}
        />
      )}
      {form.reach === 'ssh' && (
        <TextInput
          label="Private key file"
          showLabel
          mono
          placeholder="as ssh has it"
          maxLength={1000}
          value={form.identity}
          error={problems.identity}
          hint="Tried as well, such as that of a Podman machine. Only the path is kept."
          data-field="identity"
          onChange={(event) => onChange({ identity: event.target.value })}
        />
      )}
      {form.reach === 'tls' && (
        <TextInput
          label="Folder of certificates"
          showLabel
          mono
          placeholder="/home/me/.docker"
          maxLength={1000}
          value={form.folder}
          error={problems.folder}
          hint="Holds ca.pem, cert.pem and key.pem. Left empty, the authorities of this system are trusted and no certificate is sent. Only the path is kept."
          data-field="folder"
          onChange={(event) => onChange({ folder: event.target.value })}
        />
      )}
      {needsConsent(form) && <Consent {...props} />}
    </>
  );
}

/** Plain TCP to another machine is possible, but only for one host and port that the person named themselves. */
function Consent({ form, problems, onChange }: PartProps) {
  const where = hostPort(form);
  return (
    <div className={c('consent')}>
      <p>
        <StateGlyph name="unhealthy" size={15} />
        <span>
          Everything sent to <b>{displayText(where, 200)}</b> can be read and changed by anyone on the network
          on the way, and whoever can reach that port has full control of its machine. SSH and TLS prevent
          this.
        </span>
      </p>
      <Checkbox
        words
        label={`I understand this and want to connect to ${displayText(where, 200)} without encryption`}
        checked={hasConsent(form)}
        data-field="consent"
        aria-invalid={problems.consent !== undefined || undefined}
        onChange={(agreed) => onChange({ consent: agreed ? consentFor(form) : '' })}
      />
      {problems.consent !== undefined && (
        <p className={c('problem')} role="alert">
          <StateGlyph name="failed" size={13} />
          {displayText(problems.consent, 400)}
        </p>
      )}
    </div>
  );
}
