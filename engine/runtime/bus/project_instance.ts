import type { InstanceState } from '#engine/kernel/state'
import type { SearchColumns } from '../participant.js'
import type { InstanceRow, TaskRow } from '../ports/rows.js'
import { jsonText } from './json_text.js'
import { searchTerms, type SearchText } from './search_terms.js'
import type { WriteSet } from './write_set.js'

/** Search text after a participant said more of it; the same object when nothing changed. */
export const withSearchColumns = (search: SearchText, columns: SearchColumns | undefined): SearchText => {
  if (!columns) return search
  const next: SearchText = {
    title: columns.title ?? search.title,
    number: columns.number ?? search.number,
    applicant: columns.applicant ?? search.applicant,
    caseDueAtMs: columns.dueAtMs === undefined ? search.caseDueAtMs : columns.dueAtMs,
    caseAmberAtMs: columns.amberAtMs === undefined ? search.caseAmberAtMs : columns.amberAtMs,
  }
  const isSame = (Object.keys(next) as (keyof SearchText)[]).every((key) => next[key] === search[key])
  return isSame ? search : next
}

/** Terms that came and terms that went, each by its key; `before` null = none yet. */
const writeTerms = ({ instanceId, businessKey }: InstanceState, before: SearchText | null, search: SearchText, writes: WriteSet): void => {
  const termsOf = ({ title, number, applicant }: SearchText): Set<string> => new Set(searchTerms(title, number, applicant, businessKey))
  const [old, now] = [before === null ? new Set<string>() : termsOf(before), termsOf(search)]
  for (const term of old) if (!now.has(term)) writes.remove('instance_terms', `${term} ${instanceId}`, { term, instanceId })
  for (const term of now) if (!old.has(term)) writes.put('instance_terms', `${term} ${instanceId}`, { term, instanceId })
}

/** The first row of an instance. */
export const insertInstance = (state: InstanceState, packages: Pick<InstanceRow, 'packageId' | 'startFormPackageId'>, headHash: string, search: SearchText, writes: WriteSet): void => {
  writes.insert('instances', state.instanceId, {
    id: state.instanceId,
    definitionId: state.definitionId,
    ...packages,
    definitionKey: state.processId,
    status: state.status,
    revision: state.revision,
    stateVersion: state.stateVersion,
    businessKey: state.businessKey,
    starter: state.starter,
    caller: state.caller ? JSON.stringify(state.caller) : null,
    callerInstanceId: state.caller?.instanceId ?? null,
    startedAtMs: state.startedAtMs,
    endedAtMs: state.endedAtMs,
    headHash,
    tokens: jsonText(state.tokens),
    data: jsonText(state.data),
    ...search,
  })
  writeTerms(state, null, search, writes)
}

/** The row after one more command; data are written only when they changed. */
export const updateInstance = (before: InstanceState, state: InstanceState, packageId: string, headHash: string, writes: WriteSet): void => {
  const row: Record<string, string | number | null> = {
    id: state.instanceId,
    status: state.status,
    revision: state.revision,
    stateVersion: state.stateVersion,
    endedAtMs: state.endedAtMs,
    headHash,
    tokens: jsonText(state.tokens),
  }
  if (before.data !== state.data) row.data = jsonText(state.data)
  if (before.definitionId !== state.definitionId) Object.assign(row, { definitionId: state.definitionId, definitionKey: state.processId, packageId })
  writes.update('instances', state.instanceId, ['id'], row)
}

/** Title, number and applicant changed: the instance, its index terms, and the copies beside its tasks. */
export const updateSearchText = (
  state: InstanceState, before: SearchText, search: SearchText, tasks: Map<string, TaskRow>, writes: WriteSet,
): void => {
  const instanceId = state.instanceId
  const copied = { title: search.title, number: search.number, applicant: search.applicant }
  writes.update('instances', instanceId, ['id'], { id: instanceId, ...search })
  writes.updateWhere('tasks', { instanceId }, copied)
  for (const [id, task] of tasks) if (task.instanceId === instanceId) tasks.set(id, { ...task, ...copied })
  writeTerms(state, before, search, writes)
}
