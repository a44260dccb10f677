import type { SourceElement } from '#engine/model/source_element'
import { OWN, VENDORS } from '../namespaces.js'
import type { Check } from './run_checks.js'

/** Children of `extensionElements` that are read, or that mean nothing at run time. */
const UNDERSTOOD = new Set([
  'inputOutput', 'ioMapping', 'in', 'out', 'failedJobRetryTimeCycle', 'assignmentDefinition', 'taskSchedule', 'priorityDefinition', 'formDefinition',
  'fieldPermission', 'script', 'taskDefinition', 'subscription', 'loopCharacteristics', 'calledElement', 'properties', 'userTask', 'versionTag',
])

/** Vendor attributes that change what happens, and that nothing here reads. */
const MEANINGFUL = ['skipExpression', 'variableMappingClass', 'variableMappingDelegateExpression', 'inheritVariables', 'mapDecisionResult', 'terminateAll', 'terminateMultiInstance']

/** What a model says and the engine does not do is told, so that nobody relies on it: listeners, data objects, standard performers. */
export const checkIgnoredParts: Check = ({ sources }, toolsFor) => {
  for (const [id, source] of sources) {
    const ignored = [...ignoredExtensions(source), ...ignoredAttributes(source)]
    if (ignored.length > 0) {
      toolsFor(id).report('warning', 'EXTENSION_IGNORED', `“${source.name ?? id}”上的 ${[...new Set(ignored)].join('、')} 不起作用。请改用支持的写法，或从模型中删去。`)
    }
    if (((source.resources as unknown[] | undefined) ?? []).length > 0) {
      toolsFor(id).report('warning', 'PERFORMER_IGNORED', `“${source.name ?? id}”用标准的 performer 或 potentialOwner 指定人员，不起作用。请改用 camunda:assignee 或 camunda:candidateGroups。`)
    }
    for (const quantity of ['startQuantity', 'completionQuantity']) {
      if (typeof source[quantity] === 'number' && source[quantity] !== 1) toolsFor(id).unsupported(quantity, `“${source.name ?? id}”的 ${quantity} 不为 1，暂不支持。请改为 1。`)
    }
    if (source.instantiate === true) toolsFor(id).unsupported(`${source.$type.replace('bpmn:', '')}:instantiate`, `“${source.name ?? id}”要求由它启动流程（instantiate），暂不支持。请改用消息开始事件。`)
  }
}

function ignoredExtensions(source: SourceElement): string[] {
  const holder = source.extensionElements as { values?: SourceElement[] } | undefined
  return (holder?.values ?? []).map((child) => child.$type).filter((type) => {
    const [prefix, name] = type.split(':') as [string, string]
    return (prefix === OWN || isVendor(prefix)) && !UNDERSTOOD.has(name)
  })
}

function ignoredAttributes(source: SourceElement): string[] {
  return Object.keys(source.$attrs ?? {}).filter((key) => {
    const [prefix, name] = key.split(':') as [string, string]
    return isVendor(prefix) && MEANINGFUL.includes(name)
  })
}

function isVendor(prefix: string): boolean {
  return (VENDORS as readonly string[]).includes(prefix)
}
