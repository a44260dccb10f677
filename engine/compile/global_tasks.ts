import type { SourceElement } from '#engine/model/source_element'
import type { CompileTools } from '#engine/kernel/elements/element'
import { extensions } from './model_tools.js'

const TASKS: Readonly<Record<string, string>> = {
  'bpmn:GlobalUserTask': 'bpmn:UserTask',
  'bpmn:GlobalScriptTask': 'bpmn:ScriptTask',
  'bpmn:GlobalBusinessRuleTask': 'bpmn:BusinessRuleTask',
  'bpmn:GlobalManualTask': 'bpmn:ManualTask',
  'bpmn:GlobalTask': 'bpmn:Task',
}

/** The global task of the same file that a call activity calls; undefined for every other element. BPMN 2.0.2, 10.3.4 and 10.3.6. */
function globalTaskOf(source: SourceElement, root: SourceElement): SourceElement | undefined {
  if (source.$type !== 'bpmn:CallActivity' || typeof source.calledElement !== 'string') return undefined
  const id = source.calledElement.slice(source.calledElement.indexOf(':') + 1)
  return ((root.rootElements as SourceElement[] | undefined) ?? []).find((element) => element.id === id && TASKS[element.$type] !== undefined)
}

/**
 * An element as it runs: a call activity of a global task is that task, with the call's own id, flows, loop, boundary events and attributes; what the
 * call does not say itself the global task says. Everything else is what it is.
 */
export function asCalledTask(source: SourceElement, root: SourceElement): SourceElement {
  const task = globalTaskOf(source, root)
  if (task === undefined) return source
  const own = (value: unknown) => ({ value, enumerable: true })
  const children = [task, source].flatMap((one) => (one.extensionElements as { values?: SourceElement[] } | undefined)?.values ?? [])
  return Object.create(source, {
    $type: own(TASKS[task.$type]),
    $attrs: own({ ...task.$attrs, ...source.$attrs }),
    name: own(source.name ?? task.name),
    documentation: own(source.documentation ?? task.documentation),
    extensionElements: own({ values: children }),
    implementation: own(task.implementation),
    script: own(task.script ?? task.$attrs?.script),
    scriptFormat: own(task.scriptLanguage ?? task.$attrs?.scriptFormat),
    resources: own(source.resources ?? task.resources),
  }) as SourceElement
}

/** A task has no variables of its own that could be handed over: mappings of the call would do nothing. */
export function reportMappings(source: SourceElement, tools: CompileTools): void {
  if (['in', 'out'].every((direction) => extensions(source, direction).length === 0)) return
  tools.report('error', 'GLOBAL_TASK_MAPPING', `“${source.name ?? source.id ?? ''}”调用的是全局任务，没有自己的流程变量，传入、传出变量（in、out）不起作用。请改用输入输出参数，或改为调用流程。`)
}
