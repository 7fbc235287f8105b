import { X } from 'lucide-react';
import { classes } from '../../ui/classes';
import { Icon } from '../../ui/Icon';
import { termsOf } from './search-language';
import styles from './SearchBox.module.css';

const c = classes(styles);

/** What is searched, term by term, each with a button that takes it out. Empty for one term of plain text. */
export function SearchChips({
  text,
  onText,
}: {
  readonly text: string;
  readonly onText: (text: string) => void;
}) {
  const terms = termsOf(text);
  if (terms.length === 0 || (terms.length === 1 && terms[0]?.plain === true))
    return <span className={c('noTerms')} />;
  return (
    <div className={c('terms')} role="group" aria-label="Search terms">
      {terms.map((term) => (
        <span key={term.from} className={c('term', term.negated && 'negated')}>
          {term.joint !== undefined && <em>{term.joint}</em>}
          <span className={c('chip')}>
            {term.negated && <i>NOT</i>}
            <b>{term.label}</b>
            <button type="button" aria-label={`Remove ${term.label}`} onClick={() => onText(term.without)}>
              <Icon icon={X} size={11} />
            </button>
          </span>
        </span>
      ))}
    </div>
  );
}
