import type { DecisionOutcome } from '#engine/model/decision'

/**
 * How a decision's result becomes a variable's value: Camunda 7's four mappings over the hits, the result as DMN gives it (`value`, Camunda 8),
 * or each output a variable of its own (`outputs`, Flowable).
 */
export type ResultMapping = 'singleEntry' | 'singleResult' | 'collectEntries' | 'resultList' | 'value' | 'outputs'

const CAMUNDA: readonly string[] = ['singleEntry', 'singleResult', 'collectEntries', 'resultList'] satisfies ResultMapping[]

/** Whether a text is a value of `camunda:mapDecisionResult`. */
export function isResultMapping(text: string): text is ResultMapping {
  return CAMUNDA.includes(text)
}

type Evaluated = Extract<DecisionOutcome, { ok: true }>

/** The value for the variable; a result that does not fit the mapping says so. */
export function mapResult({ value, rows }: Evaluated, mapping: ResultMapping): { ok: true; value: unknown } | { ok: false; message: string } {
  switch (mapping) {
    case 'value':
      return { ok: true, value }
    case 'resultList':
      return { ok: true, value: rows }
    case 'outputs':
      return rows.length < 2 ? { ok: true, value: rows[0] ?? {} } : { ok: false, message: `命中 ${rows.length} 条规则，输出不能各成一个变量。请填写 resultVariable。` }
    case 'singleResult':
      return rows.length < 2 ? { ok: true, value: rows[0] ?? null } : tooMany(rows.length, mapping)
    case 'singleEntry':
      return rows.length < 2 ? onlyEntry(rows[0]) : tooMany(rows.length, mapping)
    case 'collectEntries': {
      const entries = rows.map(onlyEntry)
      const wrong = entries.find((entry) => !entry.ok)
      return wrong ?? { ok: true, value: entries.map((entry) => (entry.ok ? entry.value : null)) }
    }
  }
}

function tooMany(count: number, mapping: ResultMapping): { ok: false; message: string } {
  return { ok: false, message: `命中 ${count} 条规则，而取法 ${mapping} 只要一条。请改取法为 resultList 或 collectEntries，或改正决策。` }
}

function onlyEntry(row: Readonly<Record<string, unknown>> | undefined): { ok: true; value: unknown } | { ok: false; message: string } {
  const entries = Object.values(row ?? {})
  if (entries.length < 2) return { ok: true, value: entries[0] ?? null }
  return { ok: false, message: `结果有 ${entries.length} 个输出，只能取一个。请改取法为 singleResult 或 resultList。` }
}
