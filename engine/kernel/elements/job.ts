import { evaluateNumber, evaluateText, STOPPED } from '../run/evaluate.js'
import { raiseIncident } from '../run/incidents.js'
import { emit, idOf, nextNumber, type Run } from '../run/run.js'
import { visibleVariables } from '../run/variables.js'
import type { Activation } from '../state.js'
import type { Progress, Work } from './element.js'
import { httpRequest } from './http_request.js'

/** The handler that calls outside interfaces; only a model's own `gov:http` tells it what to send. */
export const HTTP_HANDLER = 'http'

/** Hands automatic work to a job: the token rests until its result comes as a command. */
export function createJob(run: Run, record: Activation, work: Work): Progress {
  const topic = evaluateText(run, record, work.topic, '工作主题')
  if (topic === STOPPED) return 'stopped'
  if (topic === null || topic === '') {
    raiseIncident(run, record, 'EXPRESSION_ERROR', '工作主题没有值。请更正数据后重试。', 'enter')
    return 'stopped'
  }
  if (topic === HTTP_HANDLER && work.kind === 'builtin' && work.http === null) {
    raiseIncident(run, record, 'EXPRESSION_ERROR', '内置处理 http 须在模型中直接写明，不能由表达式选用。请更正流程模型。', 'enter')
    return 'stopped'
  }
  const priority = work.priority === null ? 0 : evaluateNumber(run, record, work.priority, '工作优先级')
  if (priority === STOPPED) return 'stopped'
  const request = work.http === null ? null : httpRequest(run, record, work.http)
  if (request === STOPPED) return 'stopped'
  emit(run, {
    type: 'JobCreated',
    jobId: idOf(run, nextNumber(run)),
    elementId: record.element,
    elementInstanceId: idOf(run, record.id),
    kind: work.kind,
    topic,
    input: request === null ? (record.variables ?? visibleVariables(run, record)) : { http: request },
    retries: work.retries,
    retryCycle: work.retryCycle,
    ...(priority === 0 || priority === null ? {} : { priority: Math.trunc(priority) }),
    atMs: run.context.nowMs,
  })
  return 'waiting'
}
