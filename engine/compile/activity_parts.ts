import type { CompileTools } from '#engine/kernel/elements/element'
import type { Mapping, MultiInstance } from '#engine/kernel/graph'
import type { SourceElement } from '#engine/model/source_element'
import type { Definitions } from './read_definitions.js'
import { variableOrExpression } from './own_expressions.js'

const textOf = (expression: unknown): string | undefined => {
  const body = (expression as { body?: string } | undefined)?.body?.trim()
  return body === '' ? undefined : body
}

/** The multi-instance marker of an activity, or null. BPMN 2.0.2, 10.3.7. */
export function compileMultiInstance(source: SourceElement, tools: CompileTools, definitions: Definitions): MultiInstance | null {
  const loop = source.loopCharacteristics as SourceElement | undefined
  if (loop === undefined || loop.$type !== 'bpmn:MultiInstanceLoopCharacteristics') return null
  const zeebe = tools.extensions(loop, 'loopCharacteristics')[0] as Record<string, string | undefined> | undefined
  const input = loop.loopDataInputRef as SourceElement | undefined
  const collection = tools.attribute(loop, 'collection') ?? zeebe?.inputCollection ?? definitions.unresolved(loop, 'loopDataInputRef') ?? input?.name ?? input?.id
  const item = loop.inputDataItem as SourceElement | undefined
  const cardinality = textOf(loop.loopCardinality)
  const completion = textOf(loop.completionCondition)
  if (collection === undefined && cardinality === undefined) {
    tools.report('error', 'MULTI_INSTANCE_SIZE', '多实例没有写明集合（collection）或个数（loopCardinality）。请填写其中之一。')
  }
  const compiledCollection = collection === undefined ? null : variableOrExpression(collection.trim())
  if (compiledCollection?.ok === false) tools.report('error', compiledCollection.error.code, `多实例集合的表达式无法编译：${compiledCollection.error.message}`)
  return {
    isSequential: loop.isSequential === true,
    collection: compiledCollection?.ok === true ? compiledCollection.expression : null,
    cardinality: cardinality === undefined ? null : tools.value(cardinality, '多实例个数'),
    elementVariable: tools.attribute(loop, 'elementVariable') ?? zeebe?.inputElement ?? item?.name ?? item?.id ?? null,
    completionCondition: completion === undefined ? null : tools.condition(completion, '完成条件'),
  }
}

/** `camunda:inputOutput` (Camunda 7) or `zeebe:ioMapping` (Camunda 8) of one direction. */
export function compileMappings(source: SourceElement, direction: 'input' | 'output', tools: CompileTools): Mapping[] {
  const classic = tools.extensions(source, 'inputOutput').flatMap((holder) => childrenNamed(holder, `${direction}Parameter`))
  const zeebe = tools.extensions(source, 'ioMapping').flatMap((holder) => childrenNamed(holder, direction))
  const mappings: Mapping[] = []
  for (const parameter of classic) addMapping(mappings, String(parameter.name ?? ''), parameter.$body ?? '', parameter.$children, tools)
  for (const parameter of zeebe) addMapping(mappings, String(parameter.target ?? ''), String(parameter.source ?? ''), undefined, tools)
  return mappings
}

function childrenNamed(holder: SourceElement, name: string): SourceElement[] {
  return (holder.$children ?? []).filter((child) => child.$type.endsWith(`:${name}`))
}

function addMapping(mappings: Mapping[], name: string, text: string, children: readonly SourceElement[] | undefined, tools: CompileTools): void {
  if (name === '' || name === '__proto__') {
    tools.report('error', 'MAPPING_NAME', `参数的名称“${name}”不可用。请换一个名称。`)
    return
  }
  if (children !== undefined && children.length > 0) {
    tools.report('error', 'MAPPING_KIND', `参数“${name}”用了列表、映射或脚本写法，不受支持。请改写为 FEEL 表达式，如 =[a, b]。`)
    return
  }
  const value = tools.value(text.trim(), `参数“${name}”`)
  if (value !== null) mappings.push({ name, value })
}
