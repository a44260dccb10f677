export type Light = 'none' | 'green' | 'amber' | 'red'

/** 灯: computed from the columns of a due item alone. Amber from `amberAtMs` on (exclusive), red after `dueAtMs`. */
export function lightOf(due: { dueAtMs: number | null; amberAtMs: number | null }, nowMs: number): Light {
  if (due.dueAtMs === null) return 'none'
  if (nowMs > due.dueAtMs) return 'red'
  return due.amberAtMs !== null && nowMs > due.amberAtMs ? 'amber' : 'green'
}
