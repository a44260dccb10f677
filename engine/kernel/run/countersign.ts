import type { UserId } from '#engine/model/principal'
import type { Countersign, Node } from '../graph.js'
import type { Activation, MultiInstanceState, Vote } from '../state.js'
import { evaluate, evaluateNumber, STOPPED, type Stopped } from './evaluate.js'
import { elementText, raiseIncident } from './incidents.js'
import { emit, idOf, type Run } from './run.js'

type Verdict = 'agree' | 'disagree' | 'open'

interface Count {
  readonly agree: number
  readonly disagree: number
  readonly abstain: number
  /** Weights of all members, those who have not voted included. */
  readonly total: number
  readonly vetoed: boolean
  /** Somebody who has not voted may still veto. */
  readonly mayBeVetoed: boolean
}

/** Looks whether a countersign is decided: as soon as the votes that are out cannot change it. Says so once it is. */
export function decideVote(run: Run, body: Activation, node: Node, countersign: Countersign): boolean | Stopped {
  const weights = weightsOf(run, body, node, countersign)
  if (weights === STOPPED) return STOPPED
  const share = countersign.share === null ? null : shareOf(run, body, node, countersign.share)
  if (share === STOPPED) return STOPPED
  const count = countVotes(run, body, countersign, (user) => (user === null ? 1 : (weights.get(user) ?? 1)))
  const outcome = verdict(countersign, count, share ?? 1)
  if (outcome === 'open') return false
  const { agree, disagree, abstain, total } = count
  emit(run, { type: 'VoteDecided', elementInstanceId: idOf(run, body.id), elementId: node.id, outcome, agree, disagree, abstain, total, atMs: run.context.nowMs })
  return true
}

const ENOUGH = 1e-9

function verdict({ rule }: Countersign, { agree, disagree, abstain, total, vetoed, mayBeVetoed }: Count, share: number): Verdict {
  if (vetoed) return 'disagree'
  const out = total - agree - disagree - abstain
  const needed = rule === 'all' ? total : rule === 'any' ? ENOUGH : share * total
  if (agree + out < needed - ENOUGH || (rule === 'any' && agree + out <= 0)) return 'disagree'
  if (agree < needed - ENOUGH || agree <= 0) return out > 0 ? 'open' : 'disagree'
  return mayBeVetoed ? 'open' : 'agree'
}

function countVotes(run: Run, body: Activation, { rule, veto }: Countersign, weightOf: (user: UserId | null) => number): Count {
  const { votes = [], items = [], total, completed, removed = 0 } = body.multi as MultiInstanceState
  const inside = run.draft.tokens.active.filter(({ scope }) => scope === body.id)
  const cast = votes.filter(({ loop }) => !inside.some((record) => record.loop === loop))
  const queued: (UserId | null)[] = items.map((item) => (typeof item === 'string' ? item.replace(/^user:/, '') : null))
  const known = [...inside.map(({ task, signing }) => task?.assignee ?? signing?.by ?? null), ...queued]
  const missing = total - removed - completed - known.length
  const out: (UserId | null)[] = missing > 0 ? [...known, ...Array<null>(missing).fill(null)] : known
  const weight = (user: UserId | null) => (rule === 'weight' ? weightOf(user) : 1)
  const sum = (of: readonly Vote[]) => of.reduce((all, { by }) => all + weight(by), 0)
  const agreed = cast.filter(({ outcome }) => outcome === 'agree')
  const disagreed = cast.filter(({ outcome }) => outcome === 'disagree')
  const silent = completed - cast.length
  const abstain = sum(cast) - sum(agreed) - sum(disagreed) + Math.max(0, silent)
  return {
    agree: sum(agreed), disagree: sum(disagreed), abstain,
    total: sum(cast) + Math.max(0, silent) + out.reduce((all, user) => all + weight(user), 0),
    vetoed: disagreed.some(({ by }) => mayVeto(run, veto, by)),
    mayBeVetoed: out.some((user) => mayVeto(run, veto, user)),
  }
}

/** One's own vote is a veto where the model says everybody's is, or names him. Nobody known yet may turn out to be anybody. */
function mayVeto(run: Run, veto: Countersign['veto'], user: UserId | null): boolean {
  if (veto === 'everybody') return true
  if (veto.length === 0) return false
  if (user === null) return true
  const principals = run.context.directory.principalsOf(user)
  return veto.some((principal) => principals.includes(principal) || principal === `user:${user}`)
}

function weightsOf(run: Run, body: Activation, node: Node, { rule, weights }: Countersign): ReadonlyMap<UserId, number> | Stopped {
  if (rule !== 'weight' || weights === null) return new Map()
  if (weights instanceof Map) return weights
  const value = evaluate(run, body, weights as Exclude<typeof weights, ReadonlyMap<UserId, number>>, `${elementText(node)}的票权`, 'leave')
  if (value === STOPPED) return STOPPED
  const entries = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : null
  if (entries !== null && entries.every(([, weight]) => typeof weight === 'number' && weight >= 0)) return new Map(entries as [string, number][])
  return stop(run, body, `${elementText(node)}的票权应为每人一个非负数，如 {li: 2, wang: 1}，实际不是。`)
}

function shareOf(run: Run, body: Activation, node: Node, share: NonNullable<Countersign['share']>): number | Stopped {
  const number = typeof share === 'number' ? share : evaluateNumber(run, body, share, `${elementText(node)}的通过比例`, 'leave')
  if (number === STOPPED) return STOPPED
  if (number !== null && number > 0 && number <= 1) return number
  return stop(run, body, `${elementText(node)}的通过比例应大于 0 且不超过 1，实际为 ${number ?? '空值'}。`)
}

function stop(run: Run, body: Activation, message: string): Stopped {
  raiseIncident(run, body, 'COUNTERSIGN', `${message}请更正数据后重试。`, 'leave')
  return STOPPED
}
