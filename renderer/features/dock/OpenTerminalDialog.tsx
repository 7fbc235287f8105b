import { useEffect, useState } from 'react';
import { type AppError, errorText } from '#shared/errors';
import type { TerminalChoices } from '#shared/model/terminal';
import { displayText } from '#shared/util/display-text';
import { getClient } from '../../state/client';
import { bandOf, missing, writeBlock } from '../../state/engines';
import type { DialogState } from '../../state/store';
import { useStore } from '../../state/store';
import { keepDefaults, showTerminalFailure, startTerminal } from '../../state/terminals';
import { closeDialog } from '../../state/ui-actions';
import { Button } from '../../ui/Button';
import { classes } from '../../ui/classes';
import { Dialog } from '../../ui/Dialog';
import { leadToPane } from '../../terminal/lead-to-pane';
import styles from './OpenTerminalDialog.module.css';
import { ProgramFields, RunFields } from './ProgramFields';
import { defaultsOf, emptyForm, problemsOf, type TerminalForm, wishOf, withDefaults } from './terminal-form';

const c = classes(styles);

type Props = Omit<Extract<DialogState, { kind: 'open-terminal' }>, 'kind'>;

/** Asks how a terminal is to be started: what runs, as whom, where, and with which environment. */
export function OpenTerminalDialog({ engineId, container, place, program }: Props) {
  const engine = useStore((state) => state.connections.byKey.get(engineId));
  const [form, setForm] = useState<TerminalForm>(() => emptyForm(program ?? 'shell'));
  const [choices, setChoices] = useState<TerminalChoices>();
  const [problem, setProblem] = useState<AppError>();
  const [asked, setAsked] = useState(false);
  const [starting, setStarting] = useState(false);
  const name = displayText(container.name, 120);
  const blocked = missing(engine, 'exec') ?? writeBlock(engine);
  const problems = problemsOf(form);

  useEffect(() => {
    let gone = false;
    void getClient()
      .call('terminals.choices', { engineId, containerId: container.id })
      .then((read) => {
        if (gone) return;
        if (!read.ok) {
          setProblem(read.error);
          return;
        }
        setChoices(read.value);
        setForm((before) => withDefaults(before, read.value));
      });
    return () => {
      gone = true;
    };
  }, [engineId, container.id]);

  const start = async (): Promise<void> => {
    setAsked(true);
    if (Object.keys(problems).length > 0 || blocked !== undefined || starting) return;
    setStarting(true);
    setProblem(undefined);
    const started = await startTerminal(engineId, container, wishOf(form), place);
    setStarting(false);
    if (!started.ok) {
      setProblem(started.error);
      return;
    }
    closeDialog();
    leadToPane(`shell ${started.value.sessionId}`);
    if (!form.keep || (form.kind !== 'shell' && form.kind !== 'command')) return;
    const kept = await keepDefaults({ engineId, containerId: container.id, defaults: defaultsOf(form) });
    if (!kept.ok) showTerminalFailure(`Could not keep the defaults for ${container.name}`, kept.error);
  };

  return (
    <Dialog
      title={`Open a terminal in ${name}`}
      band={bandOf(engine)}
      width={560}
      holdsInput
      onClose={closeDialog}
      footer={
        <>
          <Button size="lg" onClick={closeDialog}>
            Cancel
          </Button>
          <Button
            size="lg"
            variant="primary"
            busy={starting}
            disabledReason={blocked}
            onClick={() => void start()}
          >
            {starting ? 'Opening' : 'Open terminal'}
          </Button>
        </>
      }
    >
      <form
        className={c('form')}
        onSubmit={(event) => {
          event.preventDefault();
          void start();
        }}
      >
        <ProgramFields
          engineId={engineId}
          form={form}
          choices={choices}
          problems={asked ? problems : {}}
          onChange={(change) => setForm((before) => ({ ...before, ...change }))}
        />
        {form.kind !== 'attach' && (
          <RunFields
            form={form}
            choices={choices}
            problems={asked ? problems : {}}
            onChange={(change) => setForm((before) => ({ ...before, ...change }))}
          />
        )}
        {problem !== undefined && (
          <p className={c('problem')} role="alert">
            {displayText(errorText(problem), 1000)}
          </p>
        )}
        {/* Enter in a field opens it. */}
        <button type="submit" hidden />
      </form>
    </Dialog>
  );
}
