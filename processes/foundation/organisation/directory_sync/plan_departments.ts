import type { Department } from '../records.js'
import type { DirectorySource, SourceDepartment } from './directory_source.js'
import type { SyncChange } from './sync_plan.js'

export type MakeId = (kind: 'department' | 'person', externalId: string) => string

export interface DepartmentPlan {
  changes: SyncChange<Department>[]
  /** Our id of each unit of the directory that people can be in. */
  idOf: ReadonlyMap<string, string>
  conflicts: string[]
}

const LONGEST_NAME = 100
const LONGEST_SHORT_NAME = 50
const LONGEST_ID = 500

type Known = SourceDepartment & { externalId: string; name: string }

/**
 * Units of the directory beside ours: found by their id there, the first time by name. A 科室 below a unit we have is made; a whole 局, 镇 or 街道 is
 * not, since its number, kind and 发文代字 stand in no directory. Nothing is closed.
 */
export function planDepartments(source: DirectorySource, ours: readonly Department[], newId: MakeId): DepartmentPlan {
  const conflicts: string[] = []
  const known = knownOnce(source.departments, conflicts)
  const circular = circularIds(known)
  if (circular.length > 0) conflicts.push(`通讯录中${circular.map((id) => `“${known.get(id)!.name}”`).join('、')}的上级绕回了自己，上级关系未同步。请在通讯录中改正。`)
  const surroundings: Surroundings = {
    known, circular: new Set(circular), peopled: new Set(source.people.map(({ departmentExternalId }) => departmentExternalId)), used: usedIds(source, known), newId, conflicts, found: new Map(),
    byId: new Map(ours.map((one) => [one.id, one])), linked: new Map(ours.flatMap((one) => (one.externalId ? [[one.externalId, one] as const] : []))),
    unlinked: ours.filter((one) => !one.externalId), taken: new Set(),
  }
  for (const id of [...known.keys()].sort()) resolve(id, surroundings)
  conflicts.push(...unknownUnits(source, known))
  const read = new Set(source.departments.map(({ externalId }) => externalId))
  for (const one of ours) {
    if (one.active && one.externalId && !read.has(one.externalId)) conflicts.push(`通讯录中已没有“${one.name}”，本系统不自动停用机构。请核对。`)
  }
  const found = [...surroundings.found].flatMap(([externalId, change]) => (change ? [{ externalId, change }] : []))
  return {
    changes: found.map(({ change }) => change).filter(({ before, after }) => before === null || isChanged(before, after)),
    idOf: new Map(found.map(({ externalId, change }) => [externalId, change.after.id])),
    conflicts,
  }
}

interface Surroundings {
  known: ReadonlyMap<string, Known>
  circular: ReadonlySet<string>
  /** With people of the directory in them. */
  peopled: ReadonlySet<string | null>
  /** With people in them, or below. */
  used: ReadonlySet<string>
  byId: ReadonlyMap<string, Department>
  linked: ReadonlyMap<string, Department>
  unlinked: readonly Department[]
  taken: Set<string>
  found: Map<string, SyncChange<Department> | null>
  conflicts: string[]
  newId: MakeId
}

/** Parents first, so that a unit is looked for, or made, below the right one; each once. */
function resolve(externalId: string, all: Surroundings): SyncChange<Department> | null {
  const done = all.found.get(externalId)
  if (done !== undefined) return done
  const one = all.known.get(externalId)!
  const above = one.parentExternalId !== null && all.known.has(one.parentExternalId) && !all.circular.has(externalId) ? resolve(one.parentExternalId, all) : null
  const parent = above?.after ?? null
  const before = all.linked.get(externalId) ?? named(one, parent, all)
  const change = before ? renewed(one, before, parent) : made(one, parent, all)
  if (before) all.taken.add(before.id)
  const isOpen = change?.after.active === true
  if (!isOpen && all.peopled.has(externalId)) {
    all.conflicts.push(
      change ? `“${change.after.name}”在本系统中已停用，但通讯录中仍有人员，这些人员未同步。请核对。`
        : `通讯录中的单位“${one.name}”在本系统中没有对应的机构，其人员未同步。请先在“机构与岗位”中建立同名机构。`,
    )
  }
  all.found.set(externalId, isOpen ? change : null)
  return isOpen ? change : null
}

/** Ours of that name that no unit of the directory has yet: below the same parent, or the only one anywhere. */
function named({ externalId, name, parentExternalId }: Known, parent: Department | null, { known, unlinked, linked, taken }: Surroundings): Department | null {
  const isTwin = (other: Known) => other.externalId !== externalId && other.name === name && other.parentExternalId === parentExternalId && !linked.has(other.externalId)
  if ([...known.values()].some(isTwin)) return null
  const candidates = unlinked.filter((one) => one.name === name && !taken.has(one.id))
  const below = candidates.filter((one) => parent !== null && one.parentId === parent.id)
  if (below.length === 1) return below[0]!
  const isOnly = ![...known.values()].some((other) => other.externalId !== externalId && other.name === name && !linked.has(other.externalId))
  return candidates.length === 1 && isOnly ? candidates[0]! : null
}

const renewed = ({ externalId, name }: Known, before: Department, parent: Department | null): SyncChange<Department> => ({
  before,
  after: {
    ...before, name, externalId, shortName: before.shortName === before.name ? name.slice(0, LONGEST_SHORT_NAME) : before.shortName,
    parentId: before.parentId !== null && parent !== null ? parent.id : before.parentId,
  },
})

function made({ externalId, name }: Known, parent: Department | null, { used, circular, byId, newId }: Surroundings): SyncChange<Department> | null {
  if (parent === null || parent.parentId === null || !used.has(externalId) || circular.has(externalId)) return null
  const id = newId('department', externalId)
  if (byId.has(id)) return null
  const after: Department = {
    id, name, shortName: name.slice(0, LONGEST_SHORT_NAME), kind: 'office', parentId: parent.id, order: 0, code: parent.code, documentPrefix: null, address: null, phone: null,
    supervisionPhone: null, officeHours: null, active: true, externalId,
  }
  return { before: null, after }
}

/** By id; what has none, has no name, or shares its id with another is told and left out. */
function knownOnce(departments: readonly SourceDepartment[], conflicts: string[]): Map<string, Known> {
  const known = new Map<string, Known>()
  const doubled = new Set<string>()
  for (const { externalId, name, parentExternalId } of departments) {
    const fault = externalId === null ? '没有编号' : externalId.length > LONGEST_ID ? `编号超过 ${LONGEST_ID} 个字符` : name === null ? '没有名称' : name.length > LONGEST_NAME ? `名称超过 ${LONGEST_NAME} 个字` : null
    if (fault !== null) conflicts.push(`通讯录中的单位“${(name ?? externalId ?? '').slice(0, 40)}”${fault}，未同步。请在通讯录中补上或改正。`)
    else if (known.has(externalId!)) doubled.add(externalId!)
    else known.set(externalId!, { externalId: externalId!, name: name!, parentExternalId })
  }
  for (const externalId of doubled) {
    conflicts.push(`通讯录中有几个单位的编号都是“${externalId}”，都未同步。请在通讯录中改正。`)
    known.delete(externalId)
  }
  return known
}

/** Units that are above themselves, in the order of their ids. */
function circularIds(known: ReadonlyMap<string, Known>): string[] {
  const isCircular = (externalId: string): boolean => {
    const seen = new Set<string>()
    for (let id = known.get(externalId)!.parentExternalId; id !== null && known.has(id) && !seen.has(id); id = known.get(id)!.parentExternalId) {
      if (id === externalId) return true
      seen.add(id)
    }
    return false
  }
  return [...known.keys()].filter(isCircular).sort()
}

/** Units that people name and the directory does not have, or has only wrongly. */
function unknownUnits({ people }: DirectorySource, known: ReadonlyMap<string, Known>): string[] {
  const counts = new Map<string, number>()
  for (const { departmentExternalId: id } of people) if (id !== null && !known.has(id)) counts.set(id, (counts.get(id) ?? 0) + 1)
  return [...counts].sort().map(([id, count]) => `通讯录中 ${count} 人的单位编号是“${id.slice(0, 100)}”，但没有可用的这个单位，这些人员未同步。请在通讯录中改正。`)
}

function usedIds({ people }: DirectorySource, known: ReadonlyMap<string, Known>): Set<string> {
  const used = new Set<string>()
  for (const { departmentExternalId } of people) {
    for (let id = departmentExternalId; id !== null && !used.has(id); id = known.get(id)?.parentExternalId ?? null) used.add(id)
  }
  return used
}

const isChanged = (before: Department, after: Department): boolean =>
  before.name !== after.name || before.shortName !== after.shortName || before.externalId !== after.externalId || before.parentId !== after.parentId
