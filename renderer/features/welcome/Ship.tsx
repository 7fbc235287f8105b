import { classes } from '../../ui/classes';
import styles from './Ship.module.css';

const c = classes(styles);

const swell = 'c5 0 5 4 10 4s5-4 10-4';

/** The pilothouse of the empty window. */
export function Ship() {
  return (
    <svg className={c('ship')} width="200" height="104" viewBox="0 0 200 104" aria-hidden="true">
      <path className={c('hull')} d="M58 76l8.6-42a5 5 0 0 1 4.9-4h57a5 5 0 0 1 4.9 4L142 76z" />
      <path
        className={c('panes')}
        d="M75 40h14.5l-1.600 17H71.600zM93.500 40h13l1 17h-15zM110.500 40H125l3.400 17h-16.300z"
      />
      <path className={c('mast')} d="M64 30h72M92 30V17M86 17h12M110 30v-7" />
      <path className={c('deck')} d="M61 66h78" />
      <path className={c('wave')} d={`M20 84${swell.repeat(8)}`} />
      <path className={c('wave', 'far')} d={`M50 95${swell.repeat(5)}`} />
    </svg>
  );
}
