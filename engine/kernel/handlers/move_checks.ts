import type { Node } from '../graph.js'
import type { Rejection } from '../rejection.js'
import { elementText } from '../run/incidents.js'
import { waitsForReset } from '../run/complex_join.js'
import { nodeOf, type Run } from '../run/run.js'
import { crowdedJoin, starvedJoins } from '../walk/starved_joins.js'
import type { TakeBack } from '../walk/take_back.js'
import { reject } from './handler.js'

/** Tokens stopped by the step budget have left no trace of where they came from: nothing is moved before they go on. */
export function refuseIfParked(run: Run): Rejection | undefined {
  return run.draft.tokens.parked.length === 0 ? undefined : reject('INVALID_STATE', '流程因环节循环过多已停下，暂不能移动。请先由管理员处理该异常。')
}

/** Part of a complex gateway's tokens cannot be put back: it would begin with them at once. */
export function refuseComplex({ complex }: TakeBack): Rejection | undefined {
  return complex === undefined ? undefined : reject('INVALID_STATE', `要收回的令牌经过了复杂网关${elementText(complex)}，不能只收回其中一部分。请移动到该网关之后的环节，或该网关所有分支之前的环节。`)
}

/** Nothing is moved by hand while a complex gateway of the scope has begun: what it still waits for would change under it. */
export function refuseBegun(run: Run, scope: number): Rejection | undefined {
  const begun = run.draft.tokens.active.find((record) => record.scope === scope && waitsForReset(record))
  return begun === undefined ? undefined : reject('INVALID_STATE', `复杂网关${elementText(nodeOf(run, begun))}已经启动，还在等其余分支，此时不能跳转。请待其余分支办完再试。`)
}

/** Refuses a jump into a branch whose way to its join is taken already. */
export function refuseCrowded(run: Run, scope: number, target: Node): Rejection | undefined {
  const crowded = crowdedJoin(run, scope, target)
  return crowded === undefined ? undefined : reject('INVALID_STATE', `移动到${elementText(target)}之后，会有两个令牌从同一分支到达汇合${elementText(crowded)}，汇合将永远等不齐。请改选分支之前或汇合之后的环节。`)
}

/** Joins that could not be filled before the move already. */
export function starvedNow(run: Run, scope: number): readonly Node[] {
  return starvedJoins(run, scope, null)
}

/** Refuses a move after which a join can never be filled that could be before, naming it. */
export function refuseStarved(run: Run, scope: number, target: Node, before: readonly Node[]): Rejection | undefined {
  const starved = starvedJoins(run, scope, target).find((join) => !before.includes(join))
  if (starved === undefined) return undefined
  if (starved.join === 'quantity') return reject('INVALID_STATE', `${elementText(starved)}要等 ${starved.startQuantity} 个令牌才能开始，移动到${elementText(target)}会使令牌数不对。请改选发出这些令牌之前的环节。`)
  return reject('INVALID_STATE', `移动到${elementText(target)}之后，汇合${elementText(starved)}将永远等不齐。请改选分支之前或汇合之后的环节。`)
}
