import type { SourceElement } from '#engine/model/source_element'
import { principalsIn } from '#engine/kernel/run/candidates'
import type { Principal } from '#engine/model/principal'
import { VENDORS } from '../namespaces.js'
import { extensionsOf, localName, write } from './rewrite.js'
import type { Part } from './row.js'

/** Who may start a process, as principals; null when the file does not say. */
export function candidateStarters(process: SourceElement): readonly Principal[] | null {
  const read = (name: string) => VENDORS.map((prefix) => process.$attrs?.[`${prefix}:${name}`]).find((text) => text !== undefined)
  const [users, groups] = [read('candidateStarterUsers'), read('candidateStarterGroups')]
  if (users === undefined && groups === undefined) return null
  return [...principalsIn(users, 'user'), ...principalsIn(groups, 'role')]
}

/** Whether people find the process in the catalogue. */
export function isListed(process: SourceElement): boolean {
  return !VENDORS.some((prefix) => process.$attrs?.[`${prefix}:isStartableInTasklist`] === 'false')
}

/** `potentialStarter`: `user(li), group(clerks)` becomes the two attributes. */
export function starterGroups({ holder }: Part): void {
  const texts = extensionsOf(holder).filter((child) => localName(child) === 'potentialStarter').map(textInside)
  const named = (kind: string) => texts.flatMap((text) => [...text.matchAll(/(?:(user|group)\s*\(\s*([^()]*?)\s*\)|([^\s,()]+))/g)].filter((match) => (match[1] ?? 'group') === kind).map((match) => match[2] ?? match[3] ?? ''))
  const [users, groups] = [named('user'), named('group')]
  if (users.length > 0) write(holder, 'camunda:candidateStarterUsers', users.join(','))
  if (groups.length > 0) write(holder, 'camunda:candidateStarterGroups', groups.join(','))
}

function textInside(element: SourceElement): string {
  const typed = element.resourceAssignmentExpression as { expression?: { body?: string } } | undefined
  return [element.$body?.trim() ?? '', typed?.expression?.body ?? '', ...(element.$children ?? []).map(textInside)].join(' ').trim()
}
