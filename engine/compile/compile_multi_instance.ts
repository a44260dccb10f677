import type { CompiledExpression } from '#engine/expressions/expression'
import type { CompileTools } from '#engine/kernel/elements/element'
import type { CollectedOutput, MultiInstance, StandardLoop } from '#engine/kernel/graph'
import { MAX_INSTANCES } from '#engine/kernel/run/multi_instance'
import type { SourceElement } from '#engine/model/source_element'
import type { Definitions } from './read_definitions.js'
import { compileInstanceEvents } from './compile_instance_events.js'
import { compileCountersign } from './compile_countersign.js'
import { contextOf, variable, variableOrExpression } from './own_expressions.js'

/** Beyond this no package may raise the number of instances. */
export const MOST_INSTANCES = 10_000

type Attributes = Readonly<Record<string, string | undefined>>

const textOf = (expression: unknown): string | undefined => {
  const body = (expression as { body?: string } | undefined)?.body?.trim()
  return body === '' ? undefined : body
}

/** The multi-instance or loop marker of an activity, or null. BPMN 2.0.2, 10.3.7. */
export function compileMultiInstance(source: SourceElement, tools: CompileTools, definitions: Definitions): MultiInstance | null {
  const loop = source.loopCharacteristics as SourceElement | undefined
  if (loop === undefined) return null
  return loop.$type === 'bpmn:MultiInstanceLoopCharacteristics' ? compileInstances(source, loop, tools, definitions) : compileRounds(source, loop, tools)
}

function compileRounds(source: SourceElement, loop: SourceElement, tools: CompileTools): MultiInstance {
  const text = textOf(loop.loopCondition)
  const maximum = loop.loopMaximum as number | undefined
  if (text === undefined && maximum === undefined) tools.report('error', 'LOOP_WITHOUT_END', '循环活动没有写明循环条件（loopCondition）或最多次数（loopMaximum），将永不结束。请填写其中之一。')
  if (maximum !== undefined && !(Number.isInteger(maximum) && maximum > 0)) tools.report('error', 'LOOP_MAXIMUM', '循环活动的最多次数（loopMaximum）应为正整数。请更正。')
  const rounds: StandardLoop = { testsBefore: loop.testBefore === true, condition: text === undefined ? null : tools.condition(text, '循环条件'), maximum: maximum ?? null }
  const nothing = { cardinality: null, collection: null, elementVariable: null, indexVariable: null, completionCondition: null, countersign: null, collected: [], events: [] }
  return { isSequential: true, loop: rounds, maximum: maximumOf(source, tools), ...nothing }
}

function compileInstances(source: SourceElement, loop: SourceElement, tools: CompileTools, definitions: Definitions): MultiInstance {
  const zeebe = (tools.extensions(loop, 'loopCharacteristics')[0] ?? {}) as Attributes
  const item = loop.inputDataItem as SourceElement | undefined
  const collection = collectionOf(loop, zeebe, tools, definitions)
  const cardinality = textOf(loop.loopCardinality)
  const completion = textOf(loop.completionCondition)
  if (collection === undefined && cardinality === undefined) {
    tools.report('error', 'MULTI_INSTANCE_SIZE', '多实例没有写明集合（collection）或个数（loopCardinality）。请填写其中之一。')
  }
  return {
    isSequential: loop.isSequential === true,
    loop: null,
    maximum: maximumOf(source, tools),
    collection: collection === undefined ? null : compileCollection(collection, tools),
    cardinality: cardinality === undefined ? null : tools.value(cardinality, '多实例个数'),
    elementVariable: tools.attribute(loop, 'elementVariable') ?? zeebe.inputElement ?? item?.name ?? item?.id ?? null,
    indexVariable: tools.attribute(loop, 'elementIndexVariable') ?? null,
    completionCondition: completion === undefined ? null : tools.condition(completion, '完成条件'),
    countersign: compileCountersign(source, completion !== undefined, tools),
    collected: [...zeebeOutput(zeebe, tools), ...standardOutput(loop, definitions), ...aggregations(loop, tools)],
    events: compileInstanceEvents(loop, tools),
  }
}

/** Attribute, Flowable's child element, Camunda 8's collection, or the standard's data input, in this order. */
function collectionOf(loop: SourceElement, zeebe: Attributes, tools: CompileTools, definitions: Definitions): string | undefined {
  const child = tools.extensions(loop, 'collection')[0]
  const inside = child?.$children?.find(({ $type }) => /:(expression|string)$/.test($type))?.$body?.trim() ?? child?.$body?.trim()
  const input = loop.loopDataInputRef as SourceElement | undefined
  return tools.attribute(loop, 'collection') ?? (inside === '' ? undefined : inside) ?? zeebe.inputCollection ?? definitions.unresolved(loop, 'loopDataInputRef') ?? input?.name ?? input?.id
}

function compileCollection(text: string, tools: CompileTools): CompiledExpression | null {
  const compiled = variableOrExpression(text.trim())
  if (compiled.ok) return compiled.expression
  tools.report('error', compiled.error.code, `多实例集合的表达式无法编译：${compiled.error.message}`)
  return null
}

/** `gov:maxInstances` on the activity or on anything around it, the process included. */
function maximumOf(source: SourceElement, tools: CompileTools): number {
  for (let at: SourceElement | undefined = source; at !== undefined; at = at.$parent) {
    const text = tools.own(at, 'maxInstances')
    if (text === undefined) continue
    const maximum = Number(text)
    if (Number.isInteger(maximum) && maximum > 0 && maximum <= MOST_INSTANCES) return maximum
    tools.report('error', 'MAX_INSTANCES', `多实例上限（gov:maxInstances）应为 1 至 ${MOST_INSTANCES} 的整数，实际为“${text}”。请更正。`)
    return MAX_INSTANCES
  }
  return MAX_INSTANCES
}

function zeebeOutput({ outputCollection, outputElement }: Attributes, tools: CompileTools): CollectedOutput[] {
  if (outputCollection === undefined || outputElement === undefined) return []
  const element = tools.feel(outputElement.trim().replace(/^=/, ''), '汇总的值')
  return element === null ? [] : [{ variable: outputCollection, element, keepsPlaces: true }]
}

/** `loopDataOutputRef` gathers what each instance leaves in `outputDataItem`. */
function standardOutput(loop: SourceElement, definitions: Definitions): CollectedOutput[] {
  const output = loop.loopDataOutputRef as SourceElement | undefined
  const item = loop.outputDataItem as SourceElement | undefined
  const name = definitions.unresolved(loop, 'loopDataOutputRef') ?? output?.name ?? output?.id
  const from = item?.name ?? item?.id
  return name === undefined || from === undefined ? [] : [{ variable: name, element: variable(from), keepsPlaces: true }]
}

/** Flowable's `variableAggregation`: a context of the listed variables for each instance that completed. */
function aggregations(loop: SourceElement, tools: CompileTools): CollectedOutput[] {
  return tools.extensions(loop, 'variableAggregation').flatMap((holder) => {
    const { target } = holder as unknown as Attributes
    const entries = (holder.$children ?? []).filter(({ $type }) => $type.endsWith(':variable')).flatMap((child) => {
      const { source, sourceExpression, target: name = source } = child as unknown as Attributes
      const value = sourceExpression === undefined ? (source === undefined ? null : variable(source)) : tools.value(sourceExpression, '汇总的值')
      return name === undefined || name === '__proto__' || value === null ? [] : [{ name, value }]
    })
    if (target !== undefined && target !== '' && entries.length > 0) return [{ variable: target, element: contextOf(entries), keepsPlaces: false }]
    tools.report('error', 'AGGREGATION', '多实例的变量汇总（variableAggregation）应写明 target 和至少一个变量。请更正。')
    return []
  })
}
