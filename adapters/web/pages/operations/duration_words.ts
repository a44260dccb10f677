import { t } from './operations_words.js'

const UNITS = [
  [86_400, 'operations.days'],
  [3_600, 'operations.hours'],
  [60, 'operations.minutes'],
] as const

/** `3.2 小时`, `45 秒`: one figure, in the largest unit that fits. */
export function durationWords(seconds: number): string {
  for (const [unit, words] of UNITS) if (seconds >= unit) return t(words, { count: Number((seconds / unit).toFixed(1)) })
  return t('operations.seconds', { count: Math.round(seconds) })
}
