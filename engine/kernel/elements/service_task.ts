import type { CompiledExpression } from '#engine/expressions/expression'
import type { SourceElement } from '#engine/model/source_element'
import { evaluate, STOPPED } from '../run/evaluate.js'
import { setVariables } from '../run/variables.js'
import { createJob } from './job.js'
import { defineElement, type CompileTools, type Work } from './element.js'

export interface ServiceTaskSettings {
  readonly work: Work | null
  /** `camunda:expression` without any call: its value goes into the result variable. */
  readonly expression: CompiledExpression | null
  readonly resultVariable: string | null
}

/** Service task: a job for an external worker (`camunda:topic`) or a handler of the server (`gov:handler`), or an expression. BPMN 2.0.2, 13.3.3. */
export const serviceTask = defineElement<ServiceTaskSettings>({
  kind: 'serviceTask',
  rests: true,
  compile(source, tools) {
    const work = tools.work(source, true)
    const text = work === null ? tools.attribute(source, 'expression') : undefined
    const expression = text === undefined ? null : tools.value(text, '服务任务')
    if (work === null && text === undefined) reportMissing(source, tools)
    return { work, expression, resultVariable: tools.attribute(source, 'resultVariable') ?? null }
  },
  enter(run, record, _node, { work, expression, resultVariable }) {
    if (work !== null) return createJob(run, record, work)
    if (expression === null) return 'done'
    const value = evaluate(run, record, expression, '服务任务', 'enter')
    if (value === STOPPED) return 'stopped'
    if (resultVariable !== null) setVariables(run, record.id, { [resultVariable]: value })
    return 'done'
  },
})

function reportMissing(source: SourceElement, tools: CompileTools): void {
  const foreign = ['class', 'delegateExpression'].find((name) => tools.attribute(source, name) !== undefined)
  const what = foreign === undefined ? '服务任务没有说明由谁执行' : `服务任务用 ${foreign} 调用 Java 程序，本引擎不运行宿主程序`
  tools.report('error', 'SERVICE_NOT_IMPLEMENTED', `${what}。请用 camunda:topic 交给外部工作者，或用 gov:handler 指定内置处理，或改为 FEEL 脚本任务。`)
}
