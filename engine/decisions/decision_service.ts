import { enter } from '#engine/expressions/evaluation'
import { FunctionValue } from '#engine/expressions/values/function_value'
import { normalizeName, setEntry } from '#engine/expressions/values/own_entry'
import type { SourceElement } from '#engine/model/source_element'
import type { Report } from './compilation.js'
import { decide, qualified, type DecisionPlan, type InputPlan, type Seen } from './decision_plan.js'
import { within, type Session } from './session.js'

/** Stack levels that one call of a service may take. */
const LEVELS = 40

interface Around {
  /** Null for nothing, and for what could not be compiled. */
  decisionAt(href: string): Seen<DecisionPlan> | null
  inputAt(href: string): Seen<InputPlan> | null
  readonly report: Report
}

/**
 * A decision service as a function: input data, then input decisions are its parameters; one output decision gives its value, several give a
 * context by name. DMN 1.3 §10.4. Null after a finding.
 */
export function compileService(source: SourceElement, { decisionAt, inputAt, report }: Around): FunctionValue | null {
  const references = (name: string): string[] => ((source[name] as { href?: string }[] | undefined) ?? []).map(({ href }) => href ?? '')
  const outputs = references('outputDecision').map(decisionAt)
  const givenInputs = references('inputData').map(inputAt)
  const givenDecisions = references('inputDecision').map(decisionAt)
  if (outputs.length === 0 || [...outputs, ...givenInputs, ...givenDecisions].includes(null)) {
    report('error', 'DMN_SERVICE', source.id ?? null, `决策服务“${source.name ?? source.id ?? ''}”没有输出决策，或引用了不存在的决策、输入数据。请更正。`)
    return null
  }
  const [results, data, decisions] = [outputs as Seen<DecisionPlan>[], givenInputs as Seen<InputPlan>[], givenDecisions as Seen<DecisionPlan>[]]
  const parameters = [...data.map(({ under, what }) => qualified(under, what.name)), ...decisions.map(({ under, what }) => qualified(under, what.variable))].map(normalizeName)
  return new FunctionValue(parameters, false, (run, args) => {
    const session = run as Session
    const value = (i: number): unknown => args[i] ?? null
    const given = new Map<InputPlan, unknown>(data.map(({ what }, i) => [what, value(i)]))
    const decided = new Map<DecisionPlan, unknown>(decisions.map(({ what }, i) => [what, value(data.length + i)]))
    return enter(session, LEVELS, () => apart(session, given, decided, () => answer(results.map(({ what }) => what), session)))
  })
}

/** Decides afresh from the given values only; afterwards the former results are back. */
function apart<T>(session: Session, inputs: ReadonlyMap<InputPlan, unknown>, results: Map<DecisionPlan, unknown>, body: () => T): T {
  const before = { inputs: session.inputs, results: session.results }
  session.inputs = inputs
  session.results = results
  const value = within(session, null, body)
  session.inputs = before.inputs
  session.results = before.results
  return value
}

function answer(outputs: readonly DecisionPlan[], session: Session): unknown {
  if (outputs.length === 1) return decide(outputs[0]!, session)
  const context: Record<string, unknown> = {}
  for (const output of outputs) setEntry(context, output.variable, decide(output, session))
  return context
}
