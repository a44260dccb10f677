import type { SourceElement } from '#engine/model/source_element'
import { OWN } from '../namespaces.js'
import type { Check } from './run_checks.js'

/** Children of `extensionElements` in our own namespace that are read. */
const UNDERSTOOD = new Set(['fieldPermission'])

/** What a model says in BPMN's or our own words and the engine does not do is told, so that nobody relies on it. */
export const checkIgnoredParts: Check = ({ sources }, toolsFor) => {
  for (const [id, source] of sources) {
    const ignored = ignoredExtensions(source)
    if (ignored.length > 0) {
      toolsFor(id).report('warning', 'EXTENSION_IGNORED', `“${source.name ?? id}”上的 ${[...new Set(ignored)].join('、')} 不起作用。请改用支持的写法，或从模型中删去。`)
    }
    if (((source.resources as unknown[] | undefined) ?? []).length > 0) {
      toolsFor(id).report('warning', 'PERFORMER_IGNORED', `“${source.name ?? id}”用标准的 performer 或 potentialOwner 指定人员，不起作用。请改用 camunda:assignee 或 camunda:candidateGroups。`)
    }
  }
}

function ignoredExtensions(source: SourceElement): string[] {
  const holder = source.extensionElements as { values?: SourceElement[] } | undefined
  return (holder?.values ?? []).map((child) => child.$type).filter((type) => type.startsWith(`${OWN}:`) && !UNDERSTOOD.has(type.slice(OWN.length + 1)))
}
