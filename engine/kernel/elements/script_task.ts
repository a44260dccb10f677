import type { CompiledExpression } from '#engine/expressions/expression'
import { evaluate, STOPPED } from '../run/evaluate.js'
import { setVariables } from '../run/variables.js'
import { defineElement } from './element.js'

export interface ScriptSettings {
  readonly script: CompiledExpression | null
  readonly resultVariable: string | null
}

/** Script task: runs FEEL; a context given as result without `resultVariable` writes each of its entries. BPMN 2.0.2, 13.3.3. */
export const scriptTask = defineElement<ScriptSettings>({
  kind: 'scriptTask',
  rests: false,
  compile(source, tools) {
    const format = typeof source.scriptFormat === 'string' ? source.scriptFormat.toLowerCase() : 'feel'
    const zeebe = tools.extensions(source, 'script')[0]
    const text = typeof source.script === 'string' ? source.script : typeof zeebe?.expression === 'string' ? zeebe.expression : null
    const zeebeResult = typeof zeebe?.resultVariable === 'string' ? zeebe.resultVariable : null
    const resultVariable = tools.attribute(source, 'resultVariable') ?? zeebeResult
    if (!/^(application\/)?(x-)?(feel|juel)$/.test(format)) {
      const wayOut = '请改写为 FEEL（scriptFormat="feel"），或改为服务任务交给外部工作者（camunda:topic）。'
      tools.unsupported(`scriptTask:${format}`, `脚本语言应为 FEEL，实际为“${format}”。模型中不运行宿主语言的脚本。${wayOut}`)
      return { script: null, resultVariable }
    }
    if (text === null || text.trim() === '') {
      tools.report('error', 'SCRIPT_EMPTY', '脚本任务没有脚本。请写一个 FEEL 表达式。')
      return { script: null, resultVariable }
    }
    const isJuel = format.endsWith('juel')
    return { script: isJuel ? tools.value(text.trim(), '脚本') : tools.feel(text.trim().replace(/^=/, ''), '脚本'), resultVariable }
  },
  enter(run, record, _node, { script, resultVariable }) {
    if (script === null) return 'done'
    const value = evaluate(run, record, script, '脚本', 'enter')
    if (value === STOPPED) return 'stopped'
    if (resultVariable !== null) setVariables(run, record.id, { [resultVariable]: value })
    else if (typeof value === 'object' && value !== null && !Array.isArray(value)) setVariables(run, record.id, value as Record<string, unknown>)
    return 'done'
  },
})
