import { compileDmn } from '#engine/compile/compile_dmn'
import type { DecisionOutcome } from '#engine/model/decision'
import type { CompiledDecision } from '#engine/decisions/decision_model'
import type { Diagnostic } from '#engine/model/diagnostic'

export const DMN_13 = 'https://www.omg.org/spec/DMN/20191111/MODEL/'
/** 2026-03-02 09:00 in Changsha. */
export const NOW = Date.UTC(2026, 2, 2, 1)

/** A DMN file around its elements. */
export const dmn = (body: string, namespace = DMN_13): string =>
  `<?xml version="1.0" encoding="UTF-8"?><definitions xmlns="${namespace}" xmlns:camunda="http://camunda.org/schema/1.0/dmn" id="file" name="file" namespace="test">${body}</definitions>`

export interface TableText {
  id?: string
  hitPolicy?: string
  aggregation?: string
  /** `label|expression|type`, type optional; `values` after a third bar. */
  inputs: readonly string[]
  /** `name|type|values|default`. */
  outputs: readonly string[]
  /** Input and output cells of each rule. */
  rules: readonly (readonly string[])[]
  requirements?: string
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
const attribute = (name: string, value: string | undefined): string => (value ? ` ${name}="${escaped(value)}"` : '')
const text = (tag: string, value: string, more = ''): string => `<${tag}${more}><text>${escaped(value)}</text></${tag}>`

/** A decision with a table. */
export function table({ id = 'd', hitPolicy, aggregation, inputs, outputs, rules, requirements = '' }: TableText): string {
  const columns = inputs.map((input) => {
    const [label, expression = label, type, values] = input.split('|')
    return `<input${attribute('label', label)}>${text('inputExpression', expression!, attribute('typeRef', type))}${values ? text('inputValues', values) : ''}</input>`
  })
  const results = outputs.map((output) => {
    const [name, type, values, otherwise] = output.split('|')
    return `<output${attribute('name', name)}${attribute('typeRef', type)}>${values ? text('outputValues', values) : ''}${otherwise ? text('defaultOutputEntry', otherwise) : ''}</output>`
  })
  const rows = rules.map((cells, i) =>
    `<rule id="${id}_rule${i + 1}">${cells.map((cell, column) => text(column < inputs.length ? 'inputEntry' : 'outputEntry', cell)).join('')}</rule>`)
  return decision(id, `<decisionTable${attribute('hitPolicy', hitPolicy)}${attribute('aggregation', aggregation)}>${columns.join('')}${results.join('')}${rows.join('')}</decisionTable>`, { requirements })
}

/** A decision with any logic. */
export const decision = (id: string, logic: string, { name = id, type = '', requirements = '' } = {}): string =>
  `<decision id="${id}" name="${escaped(name)}"><variable name="${escaped(name)}"${attribute('typeRef', type)}/>${requirements}${logic}</decision>`

/** A decision that is one FEEL expression. */
export const formula = (id: string, feel: string, options: { name?: string; type?: string; requirements?: string } = {}): string => decision(id, literal(feel), options)

export const literal = (feel: string): string => text('literalExpression', feel)
export const requires = (...ids: string[]): string => ids.map((id) => `<informationRequirement><requiredDecision href="#${id}"/></informationRequirement>`).join('')
export const needs = (...ids: string[]): string => ids.map((id) => `<informationRequirement><requiredInput href="#${id.replaceAll(' ', '_')}"/></informationRequirement>`).join('')
export const knows = (...ids: string[]): string => ids.map((id) => `<knowledgeRequirement><requiredKnowledge href="#${id}"/></knowledgeRequirement>`).join('')
export const input = (name: string, type = ''): string => `<inputData id="${name.replaceAll(' ', '_')}" name="${name}"><variable name="${name}"${attribute('typeRef', type)}/></inputData>`

/** Compiles a file that has to be sound. */
export async function decisionsOf(body: string): Promise<ReadonlyMap<string, CompiledDecision>> {
  const { decisions, diagnostics } = await compileDmn(dmn(body))
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw new Error(errors.map(({ code, message }) => `${code} ${message}`).join('\n'))
  return new Map(decisions.map((one) => [one.id, one]))
}

/** Evaluates one decision of a file; `d` without an id. */
export async function decide(body: string, variables: Record<string, unknown> = {}, id = 'd'): Promise<DecisionOutcome> {
  const found = (await decisionsOf(body)).get(id)
  if (found === undefined) throw new Error(`no decision ${id}`)
  return found.evaluate((name) => (Object.hasOwn(variables, name) ? variables[name] : undefined), NOW)
}

/** What is wrong with a file, as `CODE@element`. */
export async function findingsOf(body: string): Promise<string[]> {
  const { diagnostics } = await compileDmn(dmn(body))
  return diagnostics.map(({ code, elementId }: Diagnostic) => `${code}@${elementId ?? ''}`)
}

/** Numbers of the rules that matched in the last step. */
export const rulesOf = (outcome: DecisionOutcome): readonly number[] => (outcome.ok ? (outcome.steps.at(-1)?.rules ?? []).map(({ number }) => number) : [])
