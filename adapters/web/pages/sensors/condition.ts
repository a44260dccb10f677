/** A condition of a rule as the editor holds it: the rule's own JSON. What is right with one the server says. */
export type EditedCondition =
  | { type: 'threshold'; value: string; above: number | null; below: number | null; margin: number; averageMs: number | null }
  | { type: 'equals'; value: string; is: string | number | boolean }
  | { type: 'change'; value: string; direction: 'rise' | 'fall' | 'either'; by: number; withinMs: number }
  | { type: 'offline'; afterMs: number | null }
  | { type: 'own_alarm'; kinds: readonly string[] }
  | { type: 'lasting'; forMs: number; of: EditedCondition }
  | { type: 'repeated'; times: number; withinMs: number; of: EditedCondition }
  | { type: 'all' | 'any'; of: readonly EditedCondition[] }
export type ConditionType = EditedCondition['type']

export const CONDITION_TYPES: readonly ConditionType[] = ['threshold', 'change', 'equals', 'own_alarm', 'offline', 'lasting', 'repeated', 'all', 'any']

const MINUTE_MS = 60_000

/** The conditions inside one. */
const inner = (condition: EditedCondition): readonly EditedCondition[] =>
  condition.type === 'all' || condition.type === 'any' ? condition.of : condition.type === 'lasting' || condition.type === 'repeated' ? [condition.of] : []

const valueOf = (condition: EditedCondition): string => ('value' in condition ? condition.value : (inner(condition).map(valueOf).find(Boolean) ?? ''))

/** The condition turned into another type; what it wrapped, or it itself, stays inside where the new one can hold it. */
export function turnedInto(type: ConditionType, from: EditedCondition): EditedCondition {
  const value = valueOf(from)
  const kept = inner(from).length > 0 ? inner(from) : [from]
  switch (type) {
    case 'threshold': return { type, value, above: 0, below: null, margin: 0, averageMs: null }
    case 'equals': return { type, value, is: '' }
    case 'change': return { type, value, direction: 'either', by: 1, withinMs: 5 * MINUTE_MS }
    case 'offline': return { type, afterMs: null }
    case 'own_alarm': return { type, kinds: [] }
    case 'lasting': return { type, forMs: 30_000, of: kept[0]! }
    case 'repeated': return { type, times: 3, withinMs: 10 * MINUTE_MS, of: kept[0]! }
    case 'all':
    case 'any': return { type, of: kept }
  }
}

export const newCondition = (): EditedCondition => ({ type: 'threshold', value: '', above: 0, below: null, margin: 0, averageMs: null })

/** `15` → 15, `true` → true, anything else stays text: what `equals` compares with. */
export function literalOf(text: string): string | number | boolean {
  const bare = text.trim()
  if (bare === 'true' || bare === 'false') return bare === 'true'
  return bare !== '' && Number.isFinite(Number(bare)) ? Number(bare) : bare
}
