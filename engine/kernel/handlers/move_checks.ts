import type { Node } from '../graph.js'
import type { Rejection } from '../rejection.js'
import { elementText } from '../run/incidents.js'
import type { Run } from '../run/run.js'
import { starvedJoins } from '../walk/starved_joins.js'
import { reject } from './handler.js'

/** Tokens stopped by the step budget have left no trace of where they came from: nothing is moved before they go on. */
export function refuseIfParked(run: Run): Rejection | undefined {
  return run.draft.tokens.parked.length === 0 ? undefined : reject('INVALID_STATE', '流程因环节循环过多已停下，暂不能移动。请先由管理员处理该异常。')
}

/** Joins that could not be filled before the move already. */
export function starvedNow(run: Run, scope: number): readonly Node[] {
  return starvedJoins(run, scope, null)
}

/** Refuses a move after which a join can never be filled that could be before, naming it. */
export function refuseStarved(run: Run, scope: number, target: Node, before: readonly Node[]): Rejection | undefined {
  const starved = starvedJoins(run, scope, target).find((join) => !before.includes(join))
  if (starved === undefined) return undefined
  return reject('INVALID_STATE', `移动到${elementText(target)}之后，汇合${elementText(starved)}将永远等不齐。请改选分支之前或汇合之后的环节。`)
}
