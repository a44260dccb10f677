import type { InstanceState, TokenState } from '../state.js'

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** Token lists while a step is being folded: records are replaced, never edited; a list is copied before its first change. */
export type DraftTokens = { -readonly [K in keyof TokenState]: TokenState[K] extends readonly (infer R)[] ? R[] : TokenState[K] }

/** A state being folded, private to one step or one `apply`: nobody else has seen what may be written here. */
export interface Draft {
  readonly state: Mutable<InstanceState>
  readonly tokens: DraftTokens
  /** Lists that belong to the draft already. */
  owned: number
}

type ListName = 'active' | 'timers' | 'subscriptions' | 'jobs' | 'incidents' | 'parked' | 'deferred'

const BIT: Readonly<Record<ListName, number>> = { active: 1, timers: 2, subscriptions: 4, jobs: 8, incidents: 16, parked: 32, deferred: 64 }

/** Opens a draft over a state that stays as it is. */
export function openDraft(state: InstanceState): Draft {
  const tokens = { ...state.tokens } as unknown as DraftTokens
  return { state: { ...state, tokens: tokens as unknown as TokenState }, tokens, owned: 0 }
}

/** The list to write to: a copy of the draft's own. */
export function ownList<N extends ListName>(draft: Draft, name: N): DraftTokens[N] {
  const bit = BIT[name]
  if ((draft.owned & bit) === 0) {
    draft.owned |= bit
    ;(draft.tokens as Record<ListName, unknown[]>)[name] = draft.tokens[name].slice()
  }
  return draft.tokens[name]
}

/** Index of the record with this id in a list ordered by id, or -1. */
export function indexOfId(list: readonly { readonly id: number }[], id: number): number {
  let low = 0
  let high = list.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const found = (list[middle] as { readonly id: number }).id
    if (found === id) return middle
    if (found < id) low = middle + 1
    else high = middle - 1
  }
  return -1
}

/** Takes the record with this id out of a list of the draft. */
export function removeId(draft: Draft, name: 'active' | 'timers' | 'subscriptions' | 'jobs' | 'incidents', id: number): void {
  const list = ownList(draft, name)
  const index = indexOfId(list, id)
  if (index >= 0) list.splice(index, 1)
}

/** Notes the number of a thing that has come into being. */
export function countId(draft: Draft, id: number): void {
  if (id > draft.tokens.counter) draft.tokens.counter = id
}
