import type { CompiledExpression } from '#engine/expressions/expression'
import type { SourceElement } from '#engine/model/source_element'
import { evaluateText, STOPPED, type Stopped } from '../run/evaluate.js'
import { raiseIncident } from '../run/incidents.js'
import { emit, idOf, nextNumber, type Run } from '../run/run.js'
import type { Activation } from '../state.js'
import type { Node } from '../graph.js'
import type { CompileTools } from './element.js'
import { definitionIn } from './event_source.js'

/** A message waited for: its name, and the key that tells instances apart. */
export interface MessageWaitSettings {
  readonly message: CompiledExpression | null
  readonly correlationKey: CompiledExpression | null
}

export function compileMessageWait(source: SourceElement, holder: SourceElement, tools: CompileTools): MessageWaitSettings {
  return { message: tools.message(holder), correlationKey: compileCorrelation(source, holder, tools) }
}

/** `gov:correlationKey` on the element or its event definition, else the zeebe subscription of the message. */
export function compileCorrelation(source: SourceElement, holder: SourceElement, tools: CompileTools): CompiledExpression | null {
  const message = holder.messageRef as SourceElement | undefined
  const zeebe = message === undefined ? undefined : tools.extensions(message, 'subscription')[0]?.correlationKey
  const text = tools.own(source, 'correlationKey') ?? tools.own(holder, 'correlationKey') ?? (typeof zeebe === 'string' ? zeebe : undefined)
  return text === undefined ? null : tools.value(text, '关联键')
}

/** Decides name and key now; the returned function opens the subscription for the event, owned by the activation. */
export function prepareSubscription(run: Run, owner: Activation, event: Node, settings: MessageWaitSettings): (() => void) | Stopped {
  const name = settings.message === null ? null : evaluateText(run, owner, settings.message, '消息名')
  if (name === STOPPED) return STOPPED
  const correlationKey = settings.correlationKey === null ? null : evaluateText(run, owner, settings.correlationKey, '关联键')
  if (correlationKey === STOPPED) return STOPPED
  if (name === null || name === '') {
    raiseIncident(run, owner, 'EXPRESSION_ERROR', '等待的消息名没有值。请更正数据后重试。', 'enter')
    return STOPPED
  }
  return () =>
    emit(run, {
      type: 'SubscriptionOpened',
      subscriptionId: idOf(run, nextNumber(run)),
      elementId: event.id,
      elementInstanceId: idOf(run, owner.id),
      kind: 'message',
      name,
      correlationKey,
      ...definitionIn(event),
    })
}
