import type { Condition } from './rule.js'
import type { Moment, NodeState, NodeStates } from './rule_state.js'

/** `fresh` = this very reading spoke to it; what merely still holds is not. */
interface Truth {
  is: boolean
  fresh: boolean
}

/** One look at the conditions of a rule: states as they were, as they are now, and when to look again. */
export interface Look {
  moment: Moment
  offlineAfterMs: number | null
  before: NodeStates
  after: Record<number, NodeState>
  /** Our clock. */
  dueAtMs: number | null
  /** Number of the next condition. */
  next: number
}

type Of<Type extends Condition['type']> = Extract<Condition, { type: Type }>

/** Buckets of a mean, and how many must hold a value: an hour's mean needs 45 minutes (GB 3095—2012, 4.2). */
const BUCKETS = 12
const LEAST_BUCKETS = 9

/** Most samples kept of one window. */
const MOST_SAMPLES = 64

/** Whether the condition is true now. All of it is looked at each time, so that each keeps its number. */
export function readCondition(look: Look, condition: Condition): Truth {
  const id = look.next
  look.next += 1
  switch (condition.type) {
    case 'threshold': return condition.averageMs === null ? readThreshold(look, id, condition) : readMean(look, id, condition, condition.averageMs)
    case 'equals': return readEquals(look, id, condition)
    case 'change': return readChange(look, id, condition)
    case 'offline': return readOffline(look, condition)
    case 'own_alarm': return readOwnAlarm(look, id, condition)
    case 'lasting': return readLasting(look, id, condition)
    case 'repeated': return readRepeated(look, id, condition)
    case 'all': return joined(condition.of.map((inner) => readCondition(look, inner)), 'every')
    case 'any': return joined(condition.of.map((inner) => readCondition(look, inner)), 'some')
  }
}

const joined = (truths: readonly Truth[], how: 'every' | 'some'): Truth => ({ is: truths[how](({ is }) => is), fresh: truths.some(({ fresh }) => fresh) })

/** Remembers only what says something. */
const keep = (look: Look, id: number, state: NodeState | null): void => {
  if (state !== null && state !== false) look.after[id] = state
}

/** The condition's next turn, told on the device's clock. */
const lookAgain = (look: Look, deviceMs: number): void => {
  const dueAtMs = deviceMs + look.moment.nowMs - look.moment.atMs
  if (look.dueAtMs === null || dueAtMs < look.dueAtMs) look.dueAtMs = dueAtMs
}

/** A measured value of this reading; null = it brings none. */
function measured({ moment }: Look, name: string): number | null {
  const values = moment.reading?.values
  const value = values !== undefined && Object.hasOwn(values, name) ? values[name] : null
  return typeof value === 'number' ? value : null
}

const isBeyond = ({ above, below, margin }: Of<'threshold'>, value: number, wasOn: boolean): boolean => {
  const give = wasOn ? margin : 0
  return (above !== null && value > above - give) || (below !== null && value < below + give)
}

function readThreshold(look: Look, id: number, condition: Of<'threshold'>): Truth {
  const wasOn = look.before[id] === true
  const value = measured(look, condition.value)
  const is = value === null ? wasOn : isBeyond(condition, value, wasOn)
  keep(look, id, is)
  return { is, fresh: value !== null }
}

/** Buckets of `[number of the bucket, sum, values]`. */
function readMean(look: Look, id: number, condition: Of<'threshold'>, averageMs: number): Truth {
  const kept = look.before[id]
  const state = typeof kept === 'object' && 'buckets' in kept ? kept : { on: false, buckets: [] }
  const value = measured(look, condition.value)
  const width = averageMs / BUCKETS
  const current = Math.floor(look.moment.atMs / width)
  let buckets = state.buckets.filter(([number]) => number > current - BUCKETS)
  if (value !== null) {
    const last = buckets.at(-1)
    buckets = last?.[0] === current ? [...buckets.slice(0, -1), [current, last[1] + value, last[2] + 1]] : [...buckets, [current, value, 1]]
  }
  const count = buckets.reduce((sum, [, , values]) => sum + values, 0)
  const isKnown = value !== null && buckets.length >= LEAST_BUCKETS
  const is = isKnown ? isBeyond(condition, buckets.reduce((sum, [, total]) => sum + total, 0) / count, state.on) : state.on
  if (buckets.length > 0 || is) look.after[id] = { on: is, buckets }
  return { is, fresh: isKnown }
}

function readEquals(look: Look, id: number, condition: Of<'equals'>): Truth {
  const values = look.moment.reading?.values
  const isTold = values !== undefined && Object.hasOwn(values, condition.value)
  const is = isTold ? values[condition.value] === condition.is : look.before[id] === true
  keep(look, id, is)
  return { is, fresh: isTold }
}

/**
 * The window as candidates for its least (rise) and greatest value (fall): a value after which an equal or more extreme one came can never be
 * either again. First of each list the flag of the truth.
 */
function readChange(look: Look, id: number, { value: name, direction, by, withinMs }: Of<'change'>): Truth {
  const [flag = [0], ...samples] = (look.before[id] ?? []) as readonly (readonly number[])[]
  const value = measured(look, name)
  if (value === null) {
    if (look.before[id] !== undefined) look.after[id] = look.before[id]
    return { is: flag[0] === 1, fresh: false }
  }
  const { atMs } = look.moment
  const recent = samples.filter(([at]) => at > atMs - withinMs)
  const rises = direction !== 'fall' && recent.some(([, earlier]) => value - earlier >= by)
  const falls = direction !== 'rise' && recent.some(([, earlier]) => earlier - value >= by)
  const candidates = direction === 'either' ? recent : recent.filter(([, earlier]) => (direction === 'rise' ? earlier < value : earlier > value))
  const is = rises || falls
  look.after[id] = [[is ? 1 : 0], ...candidates.slice(1 - MOST_SAMPLES), [atMs, value]]
  return { is, fresh: true }
}

function readOffline(look: Look, { afterMs }: Of<'offline'>): Truth {
  const { moment } = look
  const after = afterMs ?? look.offlineAfterMs
  if (after === null) return { is: false, fresh: false }
  const dueAtMs = moment.heardMs + after
  if (moment.nowMs >= dueAtMs) return { is: true, fresh: false }
  if (look.dueAtMs === null || dueAtMs < look.dueAtMs) look.dueAtMs = dueAtMs
  return { is: false, fresh: moment.reading !== null }
}

function readOwnAlarm(look: Look, id: number, { kinds }: Of<'own_alarm'>): Truth {
  const raised = (look.before[id] ?? []) as readonly string[]
  const alarm = look.moment.reading?.alarm ?? null
  if (alarm === null || (kinds.length > 0 && !kinds.includes(alarm.kind))) {
    keep(look, id, raised.length > 0 ? raised : null)
    return { is: raised.length > 0, fresh: false }
  }
  const others = raised.filter((kind) => kind !== alarm.kind)
  const now = alarm.state === 'raised' ? [...others.slice(-19), alarm.kind] : others
  keep(look, id, now.length > 0 ? now : null)
  return { is: now.length > 0, fresh: alarm.state === 'raised' }
}

function readLasting(look: Look, id: number, { forMs, of }: Of<'lasting'>): Truth {
  const inner = readCondition(look, of)
  if (!inner.is) return { is: false, fresh: inner.fresh }
  const [since] = (look.before[id] ?? [look.moment.atMs]) as readonly number[]
  look.after[id] = [since]
  const is = look.moment.atMs - since >= forMs
  if (!is) lookAgain(look, since + forMs)
  return { is, fresh: inner.fresh }
}

function readRepeated(look: Look, id: number, { times, withinMs, of }: Of<'repeated'>): Truth {
  const inner = readCondition(look, of)
  const { atMs } = look.moment
  const recent = ((look.before[id] ?? []) as readonly number[]).filter((at) => at > atMs - withinMs)
  const counted = inner.is && inner.fresh ? [...recent, atMs].slice(-times) : recent
  keep(look, id, counted.length > 0 ? counted : null)
  const is = counted.length >= times
  if (is) lookAgain(look, counted[0] + withinMs)
  return { is, fresh: inner.fresh }
}
