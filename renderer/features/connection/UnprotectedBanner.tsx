import { Settings } from 'lucide-react';
import { displayText } from '#shared/util/display-text';
import { selectEngine, unprotectedText } from '../../state/engines';
import { navigate } from '../../state/router';
import { useStore } from '../../state/store';
import { Button } from '../../ui/Button';
import { classes } from '../../ui/classes';
import { StateGlyph } from '../../ui/StateGlyph';
import styles from './LostBanner.module.css';

const c = classes(styles);

/** Over the lists of an engine that is spoken to in the clear. It stays for as long as that is so. */
export function UnprotectedBanner() {
  const engine = useStore(selectEngine);
  if (engine?.unprotected !== true) return null;
  return (
    <div className={c('banner', 'slim')}>
      <StateGlyph name="unhealthy" size={15} />
      <div className={c('words')}>
        <span>{displayText(unprotectedText(engine), 400)}</span>
      </div>
      <Button size="sm" icon={Settings} onClick={() => navigate({ page: 'connections', id: engine.id })}>
        Connection settings
      </Button>
    </div>
  );
}
