import { hasText, t } from './words.js'

const FRONT = 'front:'

/** Why something was refused, in a few words; a code without words stands for itself. */
export const reasonWord = (code: string): string => wordOr(`sensors.refused.${code}`, code)

/** What whoever reads it does about it; empty for a code without words. */
export const reasonTodo = (code: string): string => wordOr(`sensors.refusedTodo.${code}`, '')

/** The way by which it came: `http`, `front:lifts` … */
export const lineWord = (line: string): string =>
  line.startsWith(FRONT) ? t('sensors.line.front', { name: line.slice(FRONT.length) }) : wordOr(`sensors.line.${line}`, line)

const wordOr = (key: string, other: string): string => (hasText(key) ? t(key) : other)
