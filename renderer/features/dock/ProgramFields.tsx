import { Plus, TriangleAlert, X } from 'lucide-react';
import type { EngineId } from '#shared/model/ids';
import type { TerminalChoices } from '#shared/model/terminal';
import { displayText } from '#shared/util/display-text';
import { Button } from '../../ui/Button';
import { Checkbox } from '../../ui/Checkbox';
import { classes } from '../../ui/classes';
import { IconButton } from '../../ui/IconButton';
import { Segmented } from '../../ui/Segmented';
import { TextInput } from '../../ui/TextInput';
import { DebugImage } from './DebugImage';
import styles from './OpenTerminalDialog.module.css';
import { SecretInput } from './SecretInput';
import type { FormProblems, ProgramKind, TerminalForm } from './terminal-form';

const c = classes(styles);
const mostVariables = 50;

const kinds: readonly { readonly id: ProgramKind; readonly label: string }[] = [
  { id: 'shell', label: 'Shell' },
  { id: 'command', label: 'Command' },
  { id: 'attach', label: 'Attach' },
  { id: 'debug', label: 'Debug shell' },
];

interface FieldsProps {
  readonly form: TerminalForm;
  readonly choices: TerminalChoices | undefined;
  readonly problems: FormProblems;
  readonly onChange: (change: Partial<TerminalForm>) => void;
}

/** What is to run. */
export function ProgramFields(props: FieldsProps & { readonly engineId: EngineId }) {
  const { form, onChange, problems, engineId } = props;
  return (
    <>
      <div>
        <span className={c('label')}>What to run</span>
        <Segmented
          label="What to run"
          segments={kinds}
          value={form.kind}
          onChange={(kind) => onChange({ kind })}
        />
      </div>
      {form.kind === 'shell' && <ShellChoice {...props} />}
      {form.kind === 'command' && (
        <TextInput
          label="Command"
          showLabel
          mono
          tall
          autoFocus
          maxLength={16_000}
          placeholder="psql -U app"
          value={form.command}
          error={problems.command}
          hint="It is run as it stands, without a shell: quotes keep blanks, nothing is expanded."
          onChange={(event) => onChange({ command: event.target.value })}
        />
      )}
      {form.kind === 'attach' && <AttachWords {...props} />}
      {form.kind === 'debug' && (
        <DebugImage
          engineId={engineId}
          image={form.image}
          problems={problems}
          onImage={(image) => onChange({ image })}
        />
      )}
    </>
  );
}

function ShellChoice({ form, choices, onChange }: FieldsProps) {
  if (choices === undefined) return <p className={c('hint')}>Looking for shells…</p>;
  const { shells, problem } = choices;
  if (shells.length === 0) {
    return (
      <div className={c('warn')}>
        <TriangleAlert size={15} aria-hidden="true" />
        <div>
          <p>{displayText(problem ?? 'No shell was found in this container.', 400)}</p>
          <p>
            <Button size="sm" onClick={() => onChange({ kind: 'debug' })}>
              Debug shell…
            </Button>
          </p>
        </div>
      </div>
    );
  }
  const chosen = form.shell === '' || !shells.includes(form.shell) ? (shells[0] ?? '') : form.shell;
  return (
    <div>
      <span className={c('label')}>Shell</span>
      <Segmented
        label="Shell"
        segments={shells.map((path) => ({
          id: path,
          label: displayText(path.slice(path.lastIndexOf('/') + 1), 40),
        }))}
        value={chosen}
        onChange={(shell) => onChange({ shell })}
      />
    </div>
  );
}

function AttachWords({ choices }: FieldsProps) {
  return (
    <div className={c('warn')}>
      <TriangleAlert size={15} aria-hidden="true" />
      <p>
        What is typed reaches the container’s main process, and Ctrl+C, too: it may end the container.
        {choices?.stdin === false && ' It was started without an open input, so it hears nothing.'}
        {choices?.tty === false &&
          ' It has no terminal of its own: its output is shown as it comes, and lines are sent whole.'}
      </p>
    </div>
  );
}

/** As whom, where, and with which environment. */
export function RunFields({ form, choices, problems, onChange }: FieldsProps) {
  const setVariable = (id: number, change: { readonly name?: string; readonly value?: string }): void =>
    onChange({
      variables: form.variables.map((each) => (each.id === id ? { ...each, ...change } : each)),
    });
  return (
    <>
      <div className={c('pair')}>
        <TextInput
          label="User"
          showLabel
          mono
          maxLength={200}
          placeholder={choices === undefined || choices.user === '' ? 'as the container' : choices.user}
          value={form.user}
          onChange={(event) => onChange({ user: event.target.value })}
        />
        <TextInput
          label="Folder"
          showLabel
          mono
          maxLength={1024}
          placeholder={choices === undefined || choices.folder === '' ? '/' : choices.folder}
          value={form.folder}
          error={problems.folder}
          onChange={(event) => onChange({ folder: event.target.value })}
        />
      </div>
      <div>
        <span className={c('label')}>Environment</span>
        {form.variables.map(({ id, name, value }, at) => (
          <div key={id} className={c('variable')}>
            <div>
              <TextInput
                label={`Name of variable ${at + 1}`}
                mono
                placeholder="NAME"
                maxLength={200}
                value={name}
                onChange={(event) => setVariable(id, { name: event.target.value })}
              />
            </div>
            <div>
              <SecretInput
                label={`Value of variable ${at + 1}`}
                value={value}
                onChange={(next) => setVariable(id, { value: next })}
              />
            </div>
            <IconButton
              label={`Remove variable ${at + 1}`}
              icon={X}
              tooltip={false}
              onClick={() => onChange({ variables: form.variables.filter((each) => each.id !== id) })}
            />
          </div>
        ))}
        {problems.variables !== undefined && (
          <p className={c('problem')} role="alert">
            {problems.variables}
          </p>
        )}
        <Button
          size="sm"
          icon={Plus}
          disabledReason={
            form.variables.length >= mostVariables ? 'That is all there is room for' : undefined
          }
          onClick={() =>
            onChange({
              variables: [
                ...form.variables,
                { id: Math.max(0, ...form.variables.map(({ id }) => id)) + 1, name: '', value: '' },
              ],
            })
          }
        >
          Add variable
        </Button>
        {form.variables.length > 0 && (
          <p className={c('hint')}>Values are kept nowhere: started again, it has none of them.</p>
        )}
      </div>
      {form.kind !== 'debug' && (
        <Checkbox
          label="Privileged"
          words
          checked={form.privileged}
          onChange={(privileged) => onChange({ privileged })}
        />
      )}
      {form.privileged && form.kind !== 'debug' && (
        <div className={c('warn')}>
          <TriangleAlert size={15} aria-hidden="true" />
          <p>A privileged process can do to the engine’s machine whatever its administrator can.</p>
        </div>
      )}
      {(form.kind === 'shell' || form.kind === 'command') && (
        <Checkbox
          label="Keep as the default for this image"
          words
          checked={form.keep}
          onChange={(keep) => onChange({ keep })}
        />
      )}
    </>
  );
}
