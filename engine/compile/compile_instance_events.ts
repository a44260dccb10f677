import type { CompileTools } from '#engine/kernel/elements/element'
import type { MessageThrowSettings } from '#engine/kernel/elements/message_throw'
import { elementRegistry } from '#engine/kernel/elements/registry'
import type { SignalSettings } from '#engine/kernel/elements/signal_wait'
import type { InstanceEvent } from '#engine/kernel/graph'
import type { SourceElement } from '#engine/model/source_element'
import { bpmnType } from './element_kind.js'

/** How each event definition is thrown when an instance completes. */
const THROWN_AS: Readonly<Record<string, string>> = {
  signalEventDefinition: 'intermediateThrowEvent:signal',
  escalationEventDefinition: 'intermediateThrowEvent:escalation',
  messageEventDefinition: 'intermediateThrowEvent:message',
  errorEventDefinition: 'endEvent:error',
}

/** What a multi-instance activity throws when its instances complete: `behavior` and what it refers to. BPMN 2.0.2, 10.3.7. */
export function compileInstanceEvents(loop: SourceElement, tools: CompileTools): readonly InstanceEvent[] {
  switch (loop.behavior) {
    case 'None':
      return referred(loop.noneBehaviorEventRef, 'noneBehaviorEventRef', 'each', tools)
    case 'One':
      return referred(loop.oneBehaviorEventRef, 'oneBehaviorEventRef', 'first', tools)
    case 'Complex':
      return complex((loop.complexBehaviorDefinition as SourceElement[] | undefined) ?? [], tools)
    default:
      return []
  }
}

function referred(definition: unknown, name: string, when: InstanceEvent['when'], tools: CompileTools): InstanceEvent[] {
  if (definition !== undefined) return compileEvent(definition as SourceElement, when, null, tools)
  tools.report('warning', 'MULTI_INSTANCE_SILENT', `多实例的 behavior 要求在实例完成时抛出事件，但没有用 ${name} 指明事件定义，谁也捕获不到。请引用一个信号或升级，或改为 All。`)
  return []
}

function complex(definitions: readonly SourceElement[], tools: CompileTools): InstanceEvent[] {
  if (definitions.length === 0) tools.report('error', 'MULTI_INSTANCE_BEHAVIOR', '多实例的 behavior 为 Complex，但没有 complexBehaviorDefinition。请补上条件和事件，或改为 All。')
  return definitions.flatMap((definition) => {
    const text = (definition.condition as { body?: string } | undefined)?.body?.trim() ?? ''
    const thrown = ((definition.event as SourceElement | undefined)?.eventDefinitions as SourceElement[] | undefined) ?? []
    const condition = text === '' ? null : tools.condition(text, '多实例的事件条件')
    if (text === '' || thrown.length === 0) tools.report('error', 'MULTI_INSTANCE_BEHAVIOR', 'complexBehaviorDefinition 应写明条件（condition）和要抛出的事件（event）。请补全。')
    return thrown.flatMap((one) => compileEvent(one, 'each', condition, tools))
  })
}

function compileEvent(definition: SourceElement, when: InstanceEvent['when'], condition: InstanceEvent['condition'], tools: CompileTools): InstanceEvent[] {
  const kind = THROWN_AS[bpmnType(definition)]
  const element = kind === undefined ? undefined : elementRegistry.get(kind)
  if (kind === undefined || element === undefined) {
    tools.report('error', 'MULTI_INSTANCE_EVENT', '多实例在实例完成时只能抛出信号、升级、消息或错误。请改用其中之一。')
    return []
  }
  const settings = element.compile({ ...definition, eventDefinitions: [definition] }, tools)
  if (hasToBeComputed(settings)) tools.report('error', 'MULTI_INSTANCE_EVENT', '多实例在实例完成时抛出的信号和消息应有固定的名称，也不能交给外部工作者。请更正。')
  return [{ when, condition, kind, settings }]
}

function hasToBeComputed(settings: unknown): boolean {
  const { signal, message, work } = settings as Partial<SignalSettings & MessageThrowSettings>
  return (signal ?? null) !== null && signal?.name.dialect !== 'literal' || (message ?? null) !== null && message?.dialect !== 'literal' || (work ?? null) !== null
}
