export { cpuLimitOf } from '#shared/util/cpu-limit';
