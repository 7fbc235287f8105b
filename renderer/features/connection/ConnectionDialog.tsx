import { Route } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { type AppError, errorText } from '#shared/errors';
import type { ConnectionDraft, ConnectionReport } from '#shared/model/connection';
import type { EngineId } from '#shared/model/ids';
import { displayText } from '#shared/util/display-text';
import { checkDraft, saveConnection } from '../../state/connections';
import { duration } from '../../state/format';
import { navigate } from '../../state/router';
import { store, useStore } from '../../state/store';
import { announce, closeDialog } from '../../state/ui-actions';
import { Button } from '../../ui/Button';
import { classes } from '../../ui/classes';
import { Dialog } from '../../ui/Dialog';
import { StateGlyph } from '../../ui/StateGlyph';
import { CheckSteps } from './CheckSteps';
import styles from './ConnectionDialog.module.css';
import { ConnectionFields } from './ConnectionFields';
import {
  type ConnectionForm,
  draftOf,
  emptyForm,
  formOf,
  type Problems,
  problemsFrom,
  problemsOf,
  takenApart,
} from './connection-form';
import { ErrorCard } from './ErrorCard';

const c = classes(styles);

export interface ConnectionDialogProps {
  /** The connection to change; a new one without. */
  readonly engineId: EngineId | undefined;
  /** What a new one begins with. */
  readonly draft: ConnectionDraft | undefined;
}

/** Asks for everything about a connection. What is wrong stands at its field, and nothing that was typed is lost. */
export function ConnectionDialog({ engineId, draft }: ConnectionDialogProps) {
  const engine = useStore((state) =>
    engineId === undefined ? undefined : state.connections.byKey.get(engineId),
  );
  const [form, setForm] = useState<ConnectionForm>(() => startingForm(engineId, draft));
  const [problems, setProblems] = useState<Problems>({});
  const [saving, setSaving] = useState(false);
  const first = useRef<HTMLInputElement>(null);
  const body = useRef<HTMLFormElement>(null);
  const test = useDraftCheck();

  const refuse = (found: Problems): void => {
    setProblems(found);
    const [field] = Object.keys(found);
    requestAnimationFrame(() => {
      const wrong = body.current?.querySelector<HTMLElement>(`[data-field="${field ?? ''}"]`);
      wrong?.focus();
    });
  };
  /** What main is to get where nothing is known to be wrong; else says what. A way can be tested without a name. */
  const checked = (named: boolean): ConnectionForm | undefined => {
    const meant = takenApart(form);
    if (meant !== form) setForm(meant);
    const { name, ...others } = problemsOf(meant);
    const found = named && name !== undefined ? { name, ...others } : others;
    if (Object.keys(found).length === 0) return meant;
    refuse(found);
    return undefined;
  };
  const save = (): void => {
    const meant = saving ? undefined : checked(true);
    if (meant === undefined) return;
    setSaving(true);
    void saveConnection(draftOf(meant), engineId).then((saved) => {
      setSaving(false);
      if (!saved.ok) {
        refuse(problemsFrom(saved.error, meant.reach));
        return;
      }
      closeDialog();
      announce(`Saved ${form.name.trim()}`);
      // Another address is another connection to main; to the person it is the one they look at.
      if (engineId !== undefined && store.getState().engineId === engineId) {
        store.setState({ engineId: saved.value.engineId });
      }
      navigate({ page: 'connections', id: saved.value.engineId });
    });
  };
  const onTest = (): void => {
    const meant = checked(false);
    if (meant === undefined) return;
    test.run(draftOf(meant), (error) => refuse(problemsFrom(error, meant.reach)));
  };

  const title =
    engineId === undefined ? 'Add connection' : `Edit ${displayText(engine?.name ?? form.name, 60)}`;
  return (
    <Dialog
      title={title}
      width={560}
      holdsInput
      firstFocus={first}
      onClose={closeDialog}
      footer={
        <>
          <Button size="lg" icon={Route} busy={test.running} onClick={onTest}>
            {test.running ? 'Testing' : 'Test'}
          </Button>
          <span className={c('space')} />
          <Button size="lg" onClick={closeDialog}>
            Cancel
          </Button>
          <Button size="lg" variant="primary" busy={saving} onClick={save}>
            {saving ? 'Saving' : engineId === undefined ? 'Add' : 'Save'}
          </Button>
        </>
      }
    >
      <form
        ref={body}
        className={c('form')}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <ConnectionFields
          form={form}
          problems={problems}
          nameField={first}
          onChange={(change) => {
            setForm((before) => ({ ...before, ...change }));
            // What was wrong is looked at anew with the next Save or Test.
            setProblems((before) => withoutFields(before, change));
            test.forget();
          }}
        />
        {problems.form !== undefined && (
          <p className={c('problem')} role="alert">
            <StateGlyph name="failed" size={13} />
            {displayText(problems.form, 1000)}
          </p>
        )}
        {/* Enter in a field saves, as in any form. */}
        <button type="submit" hidden />
      </form>
      <TestResult report={test.report} error={test.error} />
    </Dialog>
  );
}

function startingForm(engineId: EngineId | undefined, draft: ConnectionDraft | undefined): ConnectionForm {
  const settings =
    engineId === undefined ? draft : store.getState().connections.byKey.get(engineId)?.settings;
  return settings === undefined ? emptyForm : formOf(settings);
}

function withoutFields(problems: Problems, change: Partial<ConnectionForm>): Problems {
  const changed = new Set<string>(['form', ...Object.keys(change)]);
  if (changed.has('host') || changed.has('port') || changed.has('reach')) changed.add('consent');
  return Object.fromEntries(Object.entries(problems).filter(([field]) => !changed.has(field)));
}

function TestResult({
  report,
  error,
}: {
  readonly report: ConnectionReport | undefined;
  readonly error: AppError | undefined;
}) {
  const result = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // In a low window it comes below what can be seen.
    if (report !== undefined || error !== undefined) result.current?.scrollIntoView({ block: 'start' });
  }, [report, error]);
  return (
    <div ref={result} className={c('result')} role="status" aria-label="Result of the test">
      {report !== undefined && (
        <section className={c('report')} aria-label="Test">
          <p className={c('verdict')}>
            <StateGlyph name={report.error === undefined ? 'healthy' : 'failed'} size={14} />
            <b>
              {report.error === undefined
                ? `It answers: ${displayText(report.engine ?? 'an engine', 200)}`
                : 'The engine was not reached'}
            </b>
            <span>{duration(report.tookMs)}</span>
          </p>
          <CheckSteps report={report} />
          {report.error !== undefined && <ErrorCard error={report.error} />}
        </section>
      )}
      {error !== undefined && (
        <p className={c('problem')}>
          <StateGlyph name="failed" size={13} />
          {displayText(errorText(error), 1000)}
        </p>
      )}
    </div>
  );
}

/** A check of what is typed, one at a time; it ends with the dialog and is forgotten when something is changed. */
function useDraftCheck(): {
  readonly running: boolean;
  readonly report: ConnectionReport | undefined;
  readonly error: AppError | undefined;
  readonly run: (draft: ConnectionDraft, onInvalid: (error: AppError) => void) => void;
  readonly forget: () => void;
} {
  const [state, setState] = useState<{
    readonly running: boolean;
    readonly report?: ConnectionReport;
    readonly error?: AppError;
  }>({ running: false });
  const abort = useRef<AbortController>(undefined);
  useEffect(() => () => abort.current?.abort(), []);
  return {
    running: state.running,
    report: state.report,
    error: state.error,
    forget: () => {
      abort.current?.abort();
      abort.current = undefined;
      setState((before) =>
        before.running || before.report !== undefined || before.error !== undefined
          ? { running: false }
          : before,
      );
    },
    run: (draft, onInvalid) => {
      abort.current?.abort();
      const own = new AbortController();
      abort.current = own;
      setState({ running: true });
      void checkDraft(draft, own.signal).then((checked) => {
        if (own.signal.aborted) return;
        if (checked.ok) setState({ running: false, report: checked.value });
        else if (checked.error.kind === 'invalid-input') {
          setState({ running: false });
          onInvalid(checked.error);
        } else setState({ running: false, error: checked.error });
      });
    },
  };
}
