import { cpuUsage } from 'node:process'
import { compileDmn } from '#engine/compile/compile_dmn'
import type { CompiledDecision } from '#engine/decisions/decision_model'
import type { BenchRow } from './row.js'

const NOW_MS = Date.parse('2026-03-02T00:00:00Z')
const KINDS = ['餐饮', '零售', '住宿', '娱乐', '医疗']

type Rule = readonly [kind: string, area: string, fire: string, level: string]

/** A table over kind, area and open fire; the rules share the area between them and overlap nowhere. */
const tableOf = (rules: readonly Rule[]): string => `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="bench" name="bench" namespace="bench"><decision id="level" name="level"><decisionTable>
${['kind|string', 'area|number', 'fire|boolean'].map((column) => `<input><inputExpression typeRef="${column.split('|')[1]}"><text>${column.split('|')[0]}</text></inputExpression></input>`).join('')}
<output name="level" typeRef="string"/>${rules.map((rule) => `<rule>${rule.slice(0, 3).map((cell) => `<inputEntry><text>${cell}</text></inputEntry>`).join('')}<outputEntry><text>${rule[3]}</text></outputEntry></rule>`).join('')}
</decisionTable></decision></definitions>`

/** `count` rules; every kind has as many bands of area. */
const byBands = (count: number): Rule[] =>
  Array.from({ length: count }, (_, i) => [`"${KINDS[i % KINDS.length]}"`, `[${Math.floor(i / KINDS.length) * 10}..${Math.floor(i / KINDS.length) * 10 + 10})`, '-', `"第 ${i} 级"`])

/** `count` rules, each for a code of its own. */
const byCode = (count: number): Rule[] => Array.from({ length: count }, (_, i) => [`"K${i}"`, '-', '-', `"第 ${i} 级"`])

/** Evaluations per second of decision tables, each with other inputs, hits spread over the whole table. */
export async function benchDecisions(): Promise<BenchRow[]> {
  const hundred = await compiled(tableOf(byBands(100)))
  const bands = await compiled(tableOf(byBands(10_000)))
  const codes = await compiled(tableOf(byCode(10_000)))
  const inBands = (rules: number) => (i: number) => ({ kind: KINDS[i % KINDS.length], area: (i * 7) % ((rules / KINDS.length) * 10), fire: i % 2 === 0 })
  return [
    row('table of 100 rules, 3 inputs, unique', rate(hundred.decision, inBands(100), 200_000), 100_000),
    row('table of 10,000 rules, one text each', rate(codes.decision, (i) => ({ kind: `K${(i * 37) % 10_000}`, area: 1, fire: true }), 200_000), 100_000),
    row('table of 10,000 rules, 5 texts and 2,000 bands', rate(bands.decision, inBands(10_000), 2_000), 1_000),
    { name: 'table of 10,000 rules: deployment', value: Math.round(Math.max(bands.ms, codes.ms)), unit: 'ms', goal: 2_000, met: Math.max(bands.ms, codes.ms) <= 2_000 },
  ]
}

const row = (name: string, value: number, goal: number): BenchRow => ({ name, value: Math.round(value), unit: 'evaluations/s', goal, met: value >= goal })

async function compiled(xml: string): Promise<{ decision: CompiledDecision; ms: number }> {
  const before = cpuUsage()
  const { decisions, diagnostics } = await compileDmn(xml)
  const { user, system } = cpuUsage(before)
  const [decision] = decisions
  if (decision === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'))
  return { decision, ms: (user + system) / 1_000 }
}

/** Per second of processor time, best of three rounds. Every evaluation has to hit exactly one rule. */
function rate(decision: CompiledDecision, inputsOf: (i: number) => Record<string, unknown>, evaluations: number): number {
  const inputs = Array.from({ length: 512 }, (_, i) => inputsOf(i))
  const round = (): number => {
    const before = cpuUsage()
    for (let i = 0; i < evaluations; i++) {
      const variables = inputs[i & 511]!
      const outcome = decision.evaluate((name) => variables[name], NOW_MS)
      if (!outcome.ok || outcome.steps[0]?.rules?.length !== 1) throw new Error(`Expected one rule to match ${JSON.stringify(variables)}, but: ${JSON.stringify(outcome)}`)
    }
    const { user, system } = cpuUsage(before)
    return (evaluations / (user + system)) * 1_000_000
  }
  return Math.max(round(), round(), round())
}
