import type { SourceElement } from '#engine/model/source_element'
import type { ConditionSettings, VariableChange } from '../run/condition_watch.js'
import { defineElement, type CompileTools, type ElementDefinition } from './element.js'
import { definitionOf } from './event_source.js'

const CHANGES: readonly VariableChange[] = ['create', 'update', 'delete']

/** The condition, and what `camunda:variableName`, `variableEvents` or `zeebe:conditionalFilter` narrow it to. */
function compileCondition(source: SourceElement, tools: CompileTools): ConditionSettings {
  const definition = definitionOf(source)
  const text = (definition.condition as { body?: string } | undefined)?.body?.trim() ?? ''
  if (text === '') tools.report('error', 'CONDITION_MISSING', '条件事件没有写条件。请填写一个表达式，如 金额 > 1000。')
  const filter = tools.extensions(definition, 'conditionalFilter')[0] as Record<string, unknown> | undefined
  const names = listOf(tools.attribute(definition, 'variableName') ?? filter?.variableNames)
  const events = listOf(tools.attribute(definition, 'variableEvents') ?? filter?.variableEvents)
  const unknown = events?.find((name) => !CHANGES.some((change) => change === name))
  if (unknown !== undefined) tools.report('error', 'VARIABLE_EVENTS', `条件事件的变量变化应为 create、update、delete 之一，实际为“${unknown}”。请更正。`)
  return { condition: text === '' ? null : tools.condition(text, '条件'), names, changes: events as VariableChange[] | null }
}

function listOf(text: unknown): string[] | null {
  const names = typeof text === 'string' ? text.split(/[,，]/).map((name) => name.trim()).filter((name) => name !== '') : []
  return names.length === 0 ? null : names
}

/** Asks at once, then after each change in sight: run/conditions.ts. */
const ask: NonNullable<ElementDefinition['watch']> = (run, host) => () => void run.conditions?.begun.push(host.id)

/** Conditional intermediate catch event: the token rests until the condition holds. BPMN 2.0.2, 10.5.4. */
export const conditionalCatchEvent = defineElement<ConditionSettings>({
  kind: 'intermediateCatchEvent:conditional',
  rests: true,
  compile: compileCondition,
  enter(run, record) {
    run.conditions?.begun.push(record.id)
    return 'waiting'
  },
  watch: ask,
})

/** Conditional boundary event: happens while its activity rests; each change that finds the condition true is one time more, when it does not interrupt. BPMN 2.0.2, 10.5.4. */
export const conditionalBoundaryEvent = defineElement<ConditionSettings>({
  kind: 'boundaryEvent:conditional',
  rests: false,
  compile: compileCondition,
  enter: () => 'done',
  watch: ask,
})

/** Conditional start event: starts an instance when conditions are evaluated from outside, or its event sub-process. BPMN 2.0.2, 10.5.2. */
export const conditionalStartEvent = defineElement<ConditionSettings>({ kind: 'startEvent:conditional', rests: false, compile: compileCondition, enter: () => 'done' })
