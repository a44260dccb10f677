import type { BusinessRuleTaskSettings } from '#engine/kernel/elements/business_rule_task'
import type { CallActivitySettings } from '#engine/kernel/elements/call_activity'
import { graphOf } from '#engine/kernel/graph'
import type { Diagnostic } from '#engine/model/diagnostic'
import type { ExecutableProcess } from '#engine/model/executable_process'

/** What a package holds; forms and decisions by what models call them. */
interface Parts {
  readonly processes: readonly { process: ExecutableProcess; resource: string }[]
  readonly forms: ReadonlyMap<string, unknown>
  readonly decisions: ReadonlyMap<string, unknown>
}

/** References between the files of a package: process ids, forms, called processes, decisions. Those bound to another version lie elsewhere. */
export const checkReferences = ({ processes, forms, decisions }: Parts): Diagnostic[] => {
  const ids = new Map<string, string>()
  const found: Diagnostic[] = []
  for (const { process, resource } of processes) {
    if (ids.has(process.id)) found.push(fault('DUPLICATE_PROCESS', `流程 ${process.id} 在 ${ids.get(process.id)} 和 ${resource} 中各有一个。请改掉其中一个的编号。`, resource))
    ids.set(process.id, resource)
    found.push(...formFaults(process, resource, forms))
  }
  return [...found, ...processes.flatMap(({ process, resource }) => [...callFaults(process, resource, ids), ...decisionFaults(process, resource, decisions)])]
}

const fault = (code: string, message: string, resource: string, elementId: string | null = null): Diagnostic => ({ code, severity: 'error', elementId, message, resource })

const formFaults = (process: ExecutableProcess, resource: string, forms: Parts['forms']): Diagnostic[] => {
  const wanted = [
    ...[...process.elements.values()].map((element) => ({ elementId: element.id, formKey: element.userTask?.formBinding ? null : element.userTask?.formKey })),
    ...process.startEvents.map((start) => ({ elementId: start.elementId, formKey: start.formBinding ? null : start.formKey })),
  ]
  return wanted.flatMap(({ elementId, formKey }) =>
    formKey && !forms.has(formKey) ? [fault('UNKNOWN_FORM', `节点 ${elementId} 用到的表单“${formKey}”不在流程包里。请上传该表单，或改正节点的表单编号。`, resource, elementId)] : [])
}

const callFaults = (process: ExecutableProcess, resource: string, ids: ReadonlyMap<string, string>): Diagnostic[] =>
  graphOf(process).nodes.filter(({ kind }) => kind === 'callActivity').flatMap(({ id, settings }) => {
    const { calledElement, binding } = settings as CallActivitySettings
    if (calledElement?.dialect !== 'literal' || binding !== 'deployment' || ids.has(calledElement.source)) return []
    const message = `调用的流程“${calledElement.source}”不在同一个流程包里。请把它加入流程包，或把绑定改为 latest（最新版）。`
    return [{ ...fault('UNKNOWN_CALLED_ELEMENT', message, resource, id), severity: 'warning' as const }]
  })

const decisionFaults = (process: ExecutableProcess, resource: string, decisions: Parts['decisions']): Diagnostic[] =>
  graphOf(process).nodes.filter(({ kind }) => kind === 'businessRuleTask').flatMap(({ id, settings }) => {
    const { decision } = settings as BusinessRuleTaskSettings
    if (decision?.decisionId.dialect !== 'literal' || decision.binding !== 'deployment' || decisions.has(decision.decisionId.source)) return []
    return [fault('UNKNOWN_DECISION', `用到的决策“${decision.decisionId.source}”不在流程包里。请上传含有该决策的 DMN 文件，改正决策编号，或把绑定改为 latest（最新版）。`, resource, id)]
  })
