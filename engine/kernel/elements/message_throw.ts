import type { CompiledExpression } from '#engine/expressions/expression'
import type { SourceElement } from '#engine/model/source_element'
import { isChainTooLong } from '../run/chain.js'
import { evaluateText, STOPPED } from '../run/evaluate.js'
import { raiseIncident } from '../run/incidents.js'
import { emit, idOf, nodeOf, type Run } from '../run/run.js'
import type { Activation } from '../state.js'
import type { CompileTools, Progress, Work } from './element.js'
import { compileCorrelation } from './message_wait.js'
import { createJob } from './job.js'

/** What leaves: a message by name and key, or, when a worker is named, a job. */
export interface MessageThrowSettings {
  readonly work: Work | null
  readonly message: CompiledExpression | null
  readonly correlationKey: CompiledExpression | null
}

/** `source` carries the attributes, `holder` the message reference (the task itself or its event definition). */
export function compileMessageThrow(source: SourceElement, holder: SourceElement, tools: CompileTools): MessageThrowSettings {
  const work = tools.work(holder, false) ?? tools.work(source, holder.messageRef === undefined)
  if (work !== null) return { work, message: null, correlationKey: null }
  const message = holder.messageRef === undefined ? null : tools.message(holder)
  if (message === null && holder.messageRef === undefined) {
    const wayOut = '请引用一个消息，或用 camunda:topic 交给外部工作者，或用 gov:handler 指定内置处理。'
    tools.report('error', 'SEND_WITHOUT_MESSAGE', `发送环节没有说明发送什么。${wayOut}`)
  }
  return { work, message, correlationKey: compileCorrelation(source, holder, tools) }
}

/** Publishes the message with the activity's own input parameters as its content, or gives the work to a job. */
export function throwMessage(run: Run, record: Activation, settings: MessageThrowSettings): Progress {
  if (settings.work !== null) return createJob(run, record, settings.work)
  if (settings.message === null) return 'done'
  if (isChainTooLong(run, record, nodeOf(run, record), 'MESSAGE_CHAIN')) return 'stopped'
  const name = evaluateText(run, record, settings.message, '消息名')
  if (name === STOPPED) return 'stopped'
  const correlationKey = settings.correlationKey === null ? null : evaluateText(run, record, settings.correlationKey, '关联键')
  if (correlationKey === STOPPED) return 'stopped'
  if (name === null || name === '') {
    raiseIncident(run, record, 'EXPRESSION_ERROR', '消息名没有值。请更正数据后重试。', 'enter')
    return 'stopped'
  }
  emit(run, { type: 'MessageThrown', elementId: record.element, elementInstanceId: idOf(run, record.id), name, correlationKey })
  run.effects.push({ type: 'PublishMessage', name, correlationKey, variables: record.variables ?? {}, chain: run.chain + 1 })
  return 'done'
}
