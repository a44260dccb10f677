import { compileCondition } from '#engine/expressions/compile_condition'
import { compileFeel } from '#engine/expressions/compile_feel'
import { compileValue } from '#engine/expressions/compile_value'
import type { Compiled, CompiledExpression } from '#engine/expressions/expression'
import type { CompileTools, SignalReference, VariableMappings, Work } from '#engine/kernel/elements/element'
import type { CompiledTimer, Mapping } from '#engine/kernel/graph'
import type { Diagnostic } from '#engine/model/diagnostic'
import type { SourceElement } from '#engine/model/source_element'
import { parseTimer } from '#engine/time/timer'
import { literal, variable } from './own_expressions.js'
import { HTTP_HANDLER } from '#engine/kernel/elements/job'
import type { CompileOptions } from './compile_model.js'
import type { Findings } from './findings.js'
import { compileHttpCall } from './http_call.js'
import { OWN, VENDORS } from './namespaces.js'
import type { Definitions } from './read_definitions.js'

/** What the passes over one process share. */
export interface ProcessTools {
  readonly definitions: Definitions
  readonly options: CompileOptions
  readonly findings: Findings
  readonly calledElements: Set<string>
  readonly decisions: Set<string>
  /** Tools whose findings name this element. */
  forElement(id: string): CompileTools
}

const DEFAULT_RETRIES = 3
/** An outside interface is tried three times in a quarter of an hour unless the model says otherwise. */
const HTTP_RETRY_CYCLE = 'R3/PT5M'
const localName = (element: SourceElement) => element.$type.slice(element.$type.indexOf(':') + 1)

/** Tools for one process; every finding names the element it was asked for. */
export function processTools(definitions: Definitions, options: CompileOptions, findings: Findings): ProcessTools {
  const shared = { definitions, options, findings, calledElements: new Set<string>(), decisions: new Set<string>() }
  return { ...shared, forElement: (id) => toolsFor(id, shared) }
}

function toolsFor(id: string, { definitions, options, findings, calledElements, decisions }: Omit<ProcessTools, 'forElement'>): CompileTools {
  const report = (severity: Diagnostic['severity'], code: string, message: string) => findings.add(severity, code, id, message)
  const keep = (compiled: Compiled, what: string): CompiledExpression | null => {
    if (compiled.ok) return compiled.expression
    report('error', compiled.error.code, `${what}的表达式无法编译：${compiled.error.message}`)
    return null
  }
  const value = (text: string, what: string) => keep(compileValue(text), what)
  const attribute = (source: SourceElement, name: string) => vendorAttribute(source, name, report)
  return {
    report,
    unsupported: (kind, message) => findings.add('error', 'UNSUPPORTED_ELEMENT', id, message, kind),
    attribute,
    own,
    extensions,
    value,
    condition: (text, what) => keep(compileCondition(text), what),
    feel: (text, what) => keep(compileFeel(text), what),
    timer: (definition, limited) => withWorkingDays(timerOf(definition, value, report), limited, value),
    message(source) {
      const message = source.messageRef as SourceElement | undefined
      if (message === undefined) {
        if (definitions.unresolved(source, 'messageRef') === undefined) report('error', 'MESSAGE_MISSING', '没有引用消息。请选择或新建一个消息。')
        return null
      }
      if (typeof message.name === 'string' && message.name !== '') return value(message.name, '消息名')
      report('error', 'MESSAGE_WITHOUT_NAME', `消息“${message.id ?? ''}”没有名称。请填写消息名称。`)
      return null
    },
    signal: (definition) => signalOf(definition, definitions, id, value, findings),
    escalationCode(definition) {
      const escalation = definition.escalationRef as SourceElement | undefined
      const text = definitions.unresolved(definition, 'escalationRef')
      if (escalation === undefined && text !== undefined) {
        report('warning', 'ESCALATION_UNDECLARED', `升级“${text}”没有在模型中定义，按升级代码“${text}”处理。建议新建一个升级定义。`)
        return text
      }
      return typeof escalation?.escalationCode === 'string' && escalation.escalationCode !== '' ? escalation.escalationCode : null
    },
    errorCode(definition) {
      const error = definition.errorRef as SourceElement | undefined
      const text = definitions.unresolved(definition, 'errorRef')
      if (error === undefined && text !== undefined) {
        report('warning', 'ERROR_UNDECLARED', `错误“${text}”没有在模型中定义，按错误代码“${text}”处理。建议新建一个错误定义。`)
        return text
      }
      if (error === undefined) return null
      return typeof error.errorCode === 'string' && error.errorCode !== '' ? error.errorCode : (error.id ?? null)
    },
    needsCalledElement: (processId) => void calledElements.add(processId),
    needsDecision: (decisionId) => void decisions.add(decisionId),
    work: (source, playable) => workOf(source, playable && options.services === 'jobs' ? id : undefined, attribute, value, report),
    variableMappings: (source, direction) => variableMappings(source, direction, value, report),
  }
}

/** A signal without a name is known by its id; one that is not declared, by the word that stands in its place. */
function signalOf(definition: SourceElement, definitions: Definitions, id: string, value: CompileTools['value'], findings: Findings): SignalReference | null {
  const signal = definition.signalRef as SourceElement | undefined
  const text = definitions.unresolved(definition, 'signalRef')
  if (signal === undefined && text !== undefined) findings.add('warning', 'SIGNAL_UNDECLARED', id, `信号“${text}”没有在模型中定义，按信号名“${text}”处理。建议新建一个信号定义。`)
  const name = [signal?.name, signal?.id, text].find((one) => one !== undefined && one !== '')
  if (name === undefined) {
    findings.add('error', 'SIGNAL_MISSING', id, '没有引用信号。请选择或新建一个信号。')
    return null
  }
  const compiled = value(name, '信号名')
  return compiled === null ? null : { name: compiled, isInstanceOnly: signal?.$attrs?.['flowable:scope'] === 'processInstance' }
}

type Report = CompileTools['report']
type Value = CompileTools['value']

function vendorAttribute(source: SourceElement, name: string, report: Report): string | undefined {
  const found = VENDORS.map((prefix) => source.$attrs?.[`${prefix}:${name}`]).filter((text) => text !== undefined)
  if (found.some((text) => text !== found[0])) {
    report('error', 'ATTRIBUTE_CONFLICT', `属性 ${name} 在不同厂商的命名空间中写了不同的值（${found.join('、')}）。请只保留一个。`)
  }
  return found[0]
}

/** A `gov:` attribute of an element. */
export function own(source: SourceElement, name: string): string | undefined {
  return source.$attrs?.[`${OWN}:${name}`]
}

/** Children of `extensionElements` of a known namespace, by local name. */
export function extensions(source: SourceElement, name: string): readonly SourceElement[] {
  const holder = source.extensionElements as { values?: SourceElement[] } | undefined
  return (holder?.values ?? []).filter((child) => {
    const prefix = child.$type.split(':')[0] as string
    return localName(child) === name && (prefix === OWN || (VENDORS as readonly string[]).includes(prefix))
  })
}

const TIMER_BODIES = { timeDate: 'date', timeDuration: 'duration', timeCycle: 'cycle' } as const

function timerOf(definition: SourceElement, value: Value, report: Report): CompiledTimer | null {
  const bodies = Object.entries(TIMER_BODIES).flatMap(([property, kind]) => {
    const body = (definition[property] as { body?: string } | undefined)?.body?.trim()
    return body === undefined || body === '' ? [] : [{ kind, body }]
  })
  if (bodies.length !== 1) {
    report('error', 'TIMER_BODY', `定时事件应写明日期、时长、周期之一，实际写了 ${bodies.length} 个。请更正。`)
    return null
  }
  const { kind, body } = bodies[0] as (typeof bodies)[number]
  const compiled = value(body, '定时')
  if (compiled === null) return null
  if (compiled.dialect !== 'literal') return { kind, body: compiled, definition: null }
  const parsed = parseTimer(kind, body)
  if (parsed === null) report('error', 'TIMER_BODY', `定时“${body}”不是有效的${TIMER_WORDS[kind]}。请按 ISO-8601（周期也可用 cron）书写，周期须大于零。`)
  else if (parsed.kind === 'cron' && QUARTZ_WEEKDAYS.test(body)) {
    report('warning', 'CRON_WEEKDAY', `定时“${body}”用数字写星期：这里 0 和 7 是周日、1 是周一，而 Quartz（Camunda 7、Operaton、Flowable）以 1 为周日。请改写为名称，如 MON-FRI，以免差一天。`)
  }
  return parsed === null ? null : { kind, body: compiled, definition: parsed }
}

function withWorkingDays(timer: CompiledTimer | null, limited: SourceElement | undefined, value: Value): CompiledTimer | null {
  const text = limited && own(limited, 'workingDays')
  const workingDays = text === undefined || timer === null ? null : value(text, '工作日时限')
  return workingDays === null || timer === null ? timer : { ...timer, workingDays }
}

/** Six fields, as Quartz writes them, with numbers for the days of the week. */
const QUARTZ_WEEKDAYS = /^(?:\S+\s+){5}\S*\d\S*$/

const TIMER_WORDS = { date: '日期（如 2026-10-01T09:00:00+08:00）', duration: '时长（如 PT2H）', cycle: '周期（如 R3/PT10M）' } as const

function workOf(source: SourceElement, playedAs: string | undefined, attribute: CompileTools['attribute'], value: Value, report: Report): Work | null {
  const handler = own(source, 'handler')
  const definition = extensions(source, 'taskDefinition')[0]
  const zeebeType = typeof definition?.type === 'string' ? definition.type : undefined
  const topicText = attribute(source, 'topic') ?? zeebeType
  if (handler !== undefined && topicText !== undefined) {
    report('error', 'WORK_TWICE', '同时写了内置处理（gov:handler）和外部工作者（topic）。请只保留一个。')
  }
  const text = handler ?? topicText ?? playedAs
  if (text === undefined) return null
  const topic = handler === undefined && topicText === undefined ? literal(text) : value(text, '工作主题')
  if (topic === null) return null
  const isHttp = handler === HTTP_HANDLER
  const cycle = extensions(source, 'failedJobRetryTimeCycle')[0]?.$body?.trim() ?? (isHttp ? HTTP_RETRY_CYCLE : null)
  const retriesText = own(source, 'retries') ?? (typeof definition?.retries === 'string' ? definition.retries : undefined) ?? /^R(\d{1,3})\//.exec(cycle ?? '')?.[1]
  const retries = retriesText === undefined ? DEFAULT_RETRIES : Number(retriesText)
  if (!Number.isInteger(retries) || retries < 1) report('error', 'RETRIES', `重试次数应为正整数，实际为“${retriesText ?? ''}”。请更正。`)
  if (cycle !== null && parseTimer('cycle', cycle) === null) report('error', 'RETRY_CYCLE', `重试周期“${cycle}”不是有效的 ISO-8601 周期（如 R3/PT5M）。请更正。`)
  const priorityText = attribute(source, 'taskPriority')
  const priority = priorityText === undefined ? null : value(priorityText, '工作优先级')
  return { kind: topicText === undefined ? 'builtin' : 'external', topic, retries, retryCycle: cycle, priority, http: isHttp ? compileHttpCall(source, { extensions, report, value }) : null }
}

function variableMappings(source: SourceElement, direction: 'in' | 'out', value: Value, report: Report): VariableMappings {
  const mappings: Mapping[] = []
  let all = false
  let businessKey: CompiledExpression | null = null
  for (const child of extensions(source, direction)) {
    const { source: from, sourceExpression, target, variables, businessKey: key } = child as Record<string, string | undefined>
    if (variables === 'all') all = true
    else if (key !== undefined) businessKey = value(key, '业务键')
    else if (target !== undefined && (from !== undefined || sourceExpression !== undefined)) {
      const compiled = from === undefined ? value(sourceExpression as string, `变量“${target}”`) : variable(from)
      if (compiled !== null) mappings.push({ name: target, value: compiled })
    } else report('error', 'CALL_MAPPING', `调用的变量传递（${direction}）应写明来源和目标，或 variables="all"。请更正。`)
  }
  return { all, mappings, businessKey }
}
